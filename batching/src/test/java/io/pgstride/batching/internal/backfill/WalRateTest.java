package io.pgstride.batching.internal.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WalRateTest {
    private static final long SECOND = 1_000_000_000;

    private final WalRate rate = new WalRate(1_000);

    @Test
    void letsASecondsWorthThroughAndThenKeepsTheMean() {
        assertThat(rate.at(0, 50_000)).isEmpty();
        assertThat(rate.at(SECOND, 52_000)).isEmpty();
        assertThat(rate.at(2 * SECOND, 56_000)).isPresent();
        assertThat(rate.at(3 * SECOND, 56_000)).isPresent();
        assertThat(rate.at(5 * SECOND, 56_000)).isEmpty();
    }

    @Test
    void workInBurstsDoesNotPassTheRate() {
        long lsn = 0;
        rate.at(0, lsn);
        for (long t = 1; t <= 1_000; t++) {
            lsn += rate.at(t * SECOND, lsn).isEmpty() ? 5_000 : 0;
        }
        assertThat(lsn).isBetween(950_000L, 1_010_000L);
    }
}
