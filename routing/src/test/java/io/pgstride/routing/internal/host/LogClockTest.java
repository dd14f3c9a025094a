package io.pgstride.routing.internal.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.core.Lsn;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LogClockTest {
    private final LogClock clock = new LogClock();

    private static long at(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }

    private void sample(int timeline, long lsn, long millis) {
        clock.sample(timeline, new Lsn(lsn), at(millis));
    }

    private Long replayed(int timeline, long lsn) {
        return clock.replayed(timeline, new Lsn(lsn));
    }

    @Test
    void aReplicaIsAsOldAsTheNewestEndThatItHasReplayed() {
        assertThat(replayed(1, 100)).isNull();
        sample(1, 100, 0);
        sample(1, 200, 50);
        sample(1, 300, 100);
        assertThat(replayed(1, 99)).isNull();
        assertThat(replayed(1, 100)).isEqualTo(at(0));
        assertThat(replayed(1, 299)).isEqualTo(at(50));
        assertThat(replayed(1, 1_000)).isEqualTo(at(100));
    }

    @Test
    void anIdlePrimaryKeepsAReplicaFresh() {
        sample(1, 100, 0);
        sample(1, 100, 5_000);
        assertThat(replayed(1, 100)).isEqualTo(at(5_000));
    }

    @Test
    void endsAreUnsigned() {
        sample(1, Long.MAX_VALUE, 0);
        sample(1, Long.MIN_VALUE, 50);
        assertThat(replayed(1, Long.MAX_VALUE)).isEqualTo(at(0));
        assertThat(replayed(1, -1)).isEqualTo(at(50));
    }

    /** What the old primary wrote beyond the switch is lost, and a replica still there is no fresher for it. */
    @Test
    void aNewTimelineForgetsWhatIsLost() {
        sample(1, 100, 0);
        sample(1, 300, 50);
        sample(2, 200, 100);
        sample(2, 400, 150);
        assertThat(replayed(1, 300)).isEqualTo(at(0));
        assertThat(replayed(1, 500)).isEqualTo(at(0));
        assertThat(replayed(2, 300)).isEqualTo(at(100));
        assertThat(replayed(2, 400)).isEqualTo(at(150));
    }

    /** Probed every two milliseconds, it still tells of half a minute; a replica never seems fresher than it is. */
    @Test
    void frequentSamplesGiveWay() {
        for (int i = 0; i < 100_000; i++) {
            sample(1, i, i * 2L);
        }
        long end = 99_999;
        assertThat(replayed(1, end)).isEqualTo(at(end * 2));
        for (long behind = 1; behind < 15_000; behind++) {
            assertThat(replayed(1, end - behind))
                    .isNotNull()
                    .isBetween(at((end - behind) * 2 - 20), at((end - behind) * 2));
        }
    }
}
