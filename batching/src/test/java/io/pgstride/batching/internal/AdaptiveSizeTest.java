package io.pgstride.batching.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.batching.BatchSize;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdaptiveSizeTest {
    private static final Duration TARGET = Duration.ofMillis(100);

    private final AdaptiveSize size = new AdaptiveSize(BatchSize.adaptive(10, 5_000, TARGET));

    @Test
    void comesToTheSizeThatTakesTheTargetAndStays() {
        for (int i = 0; i < 40; i++) {
            size.took(size.next(), Duration.ofNanos(50_000L * size.next()));
        }
        assertThat(size.next()).isBetween(1_990, 2_010);
    }

    @Test
    void growsByAFifthAtMost() {
        size.took(100, Duration.ofNanos(1));
        assertThat(size.next()).isEqualTo(120);
    }

    @Test
    void doesNotGrowByABatchThatEndedEarly() {
        size.took(99, Duration.ofNanos(1));
        assertThat(size.next()).isEqualTo(100);
    }

    @Test
    void shrinksByHalfAtMostAndNotBelowItsMinimum() {
        size.took(100, Duration.ofSeconds(100));
        assertThat(size.next()).isEqualTo(50);
        for (int i = 0; i < 10; i++) {
            size.suffered();
        }
        assertThat(size.next()).isEqualTo(10);
    }

    @Test
    void oneSlowBatchAmongManyIsNotTheMean() {
        for (int i = 0; i < 40; i++) {
            size.took(size.next(), Duration.ofNanos(50_000L * size.next()));
        }
        size.took(size.next(), TARGET.multipliedBy(2));
        assertThat(size.next()).isBetween(1_400, 1_450);
    }

    @Test
    void isNotMadeSmallToSaveWhatABatchCostsAnyway() {
        for (int i = 0; i < 40; i++) {
            size.took(size.next(), Duration.ofMillis(200).plusNanos(100_000L * size.next()));
        }
        // Of 200 ms for the batch and 0.1 ms for each row: as much for rows as for the batch.
        assertThat(size.next()).isBetween(1_800, 2_200);
    }

    @Test
    void findsTheRowsThatTheTargetLeavesRoomFor() {
        for (int i = 0; i < 60; i++) {
            size.took(size.next(), Duration.ofMillis(20).plusNanos(100_000L * size.next()));
        }
        assertThat(size.next()).isBetween(760, 840);
    }

    @Test
    void fixedStaysFixed() {
        AdaptiveSize fixed = new AdaptiveSize(BatchSize.fixed(7));
        fixed.took(7, Duration.ofSeconds(100));
        fixed.suffered();
        assertThat(fixed.next()).isEqualTo(7);
    }

    @Test
    void boundsAreChecked() {
        assertThatThrownBy(() -> BatchSize.fixed(0))
                .hasMessageContaining("batch size of 0 rows is out of range; give 1 to 100000");
        assertThatThrownBy(() -> BatchSize.adaptive(10, 9, TARGET))
                .hasMessageContaining("10 to 9 rows")
                .hasMessageContaining("the smaller one first");
        assertThatThrownBy(() -> BatchSize.fixed(BatchSize.LIMIT + 1)).hasMessageContaining("100001");
        assertThatThrownBy(() -> BatchSize.adaptive(1, 2, Duration.ZERO)).hasMessageContaining("PT0S");
    }
}
