package io.pgstride.routing.internal.host;

import io.pgstride.core.Lsn;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When the primary's log had which end, so that a replica's position tells its age.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Samples rise in time, timeline and position. A new timeline takes away older samples beyond its own first one, whose commits it does not have.
 *   <li>A sample's time is from before its question was sent: what had been committed by then is within the sample.
 *   <li>A replica is compared with samples of its own and earlier timelines only.
 *   <li>The last two samples but one are at least {@link #LEAST_GAP_NANOS} apart, or the last one gives way to the next: what is waited for is probed often, and minutes are to be told.
 *   <li>An idle primary moves its last sample along, so that a replica that has caught up is fresh.
 * </ul>
 *
 * <p>The clock of the server is not used: {@code now() - pg_last_xact_replay_timestamp()} grows on an idle, caught-up replica. Not thread-safe.
 */
final class LogClock {
    private static final int SAMPLES = 4_096;
    private static final long LEAST_GAP_NANOS = Duration.ofMillis(10).toNanos();

    private final long[] positions = new long[SAMPLES];
    private final long[] times = new long[SAMPLES];
    private final int[] timelines = new int[SAMPLES];
    private int first;
    private int size;

    void sample(int timeline, Lsn lsn, long time) {
        while (size > 0 && Long.compareUnsigned(positions[at(size - 1)], lsn.value()) > 0) {
            size--;
        }
        if (size > 0 && positions[at(size - 1)] == lsn.value() && timelines[at(size - 1)] == timeline) {
            times[at(size - 1)] = Math.max(times[at(size - 1)], time);
            return;
        }
        if (size > 1 && times[at(size - 1)] - times[at(size - 2)] < LEAST_GAP_NANOS) {
            size--;
        }
        if (size == SAMPLES) {
            first = at(1);
            size--;
        }
        positions[at(size)] = lsn.value();
        times[at(size)] = time;
        timelines[at(size)] = timeline;
        size++;
    }

    /** The time of the newest sample that a replica has replayed; null if it has replayed none. */
    @Nullable
    Long replayed(int timeline, Lsn lsn) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            boolean within =
                    timelines[at(middle)] <= timeline && Long.compareUnsigned(positions[at(middle)], lsn.value()) <= 0;
            low = within ? middle + 1 : low;
            high = within ? high : middle;
        }
        return low == 0 ? null : times[at(low - 1)];
    }

    private int at(int index) {
        return (first + index) % SAMPLES;
    }
}
