package io.pgstride.batching.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SweepsTest {
    @Test
    void oneOfManyAskersSweepsAndThenNobodyForAnInterval() {
        Sweeps sweeps = new Sweeps(true, Duration.ofMillis(200));
        assertThat(sweeps.due()).isTrue();
        assertThat(sweeps.due()).isFalse();
        Awaitility.await().until(sweeps::due);
        assertThat(sweeps.due()).isFalse();
    }

    @Test
    void aSweepThatTookLongIsFollowedByNineTimesItsTime() {
        Sweeps sweeps = new Sweeps(true, Duration.ofMillis(1));
        assertThat(sweeps.due()).isTrue();
        assertThat(sweeps.affordable()).isTrue();
        long start = System.nanoTime();
        sweeps.took(Duration.ofMillis(50).toNanos(), false);
        assertThat(sweeps.affordable()).isFalse();
        assertThat(sweeps.due()).isFalse();
        Awaitility.await().until(sweeps::affordable);
        assertThat(System.nanoTime() - start)
                .isGreaterThanOrEqualTo(Duration.ofMillis(450).toNanos());
        assertThat(sweeps.due()).isTrue();
    }

    @Test
    void rowsBehindTheHintDoNotWaitForOneAnother() {
        Sweeps sweeps = new Sweeps(true, Duration.ofHours(1));
        sweeps.took(Duration.ofHours(1).toNanos(), true);
        assertThat(sweeps.affordable()).isTrue();
    }

    @Test
    void withoutHintAllAreSweeps() {
        Sweeps sweeps = new Sweeps(false, Duration.ofHours(1));
        sweeps.took(Duration.ofHours(1).toNanos(), false);
        assertThat(sweeps.due()).isTrue();
        assertThat(sweeps.due()).isTrue();
        assertThat(sweeps.affordable()).isTrue();
    }
}
