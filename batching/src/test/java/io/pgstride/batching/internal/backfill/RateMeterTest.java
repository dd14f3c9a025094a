package io.pgstride.batching.internal.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;

class RateMeterTest {
    private static final long MILLI = 1_000_000;

    private final RateMeter rate = new RateMeter(0);

    @Test
    void followsTheLastHalfMinute() {
        assertThat(rate.perSecond(0)).isZero();
        for (long t = 100; t <= 60_000; t += 100) {
            rate.add(t * MILLI, 10);
        }
        assertThat(rate.perSecond(60_000 * MILLI)).isCloseTo(100, offset(2.0));
        for (long t = 60_100; t <= 120_000; t += 100) {
            rate.add(t * MILLI, 50);
        }
        assertThat(rate.perSecond(120_000 * MILLI)).isCloseTo(500, offset(10.0));
    }

    @Test
    void theFirstBatchesTellNothing() {
        rate.add(1_500 * MILLI, 100);
        assertThat(rate.isMeaningful(1_500 * MILLI)).isFalse();
        assertThat(rate.isMeaningful(3_000 * MILLI)).isTrue();
    }

    @Test
    void countsWaits() {
        rate.add(1_000 * MILLI, 1_000);
        assertThat(rate.perSecond(10_000 * MILLI)).isCloseTo(100, offset(1.0));
    }
}
