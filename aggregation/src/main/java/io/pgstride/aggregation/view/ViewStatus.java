package io.pgstride.aggregation.view;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jooq.Name;

/**
 * How a view stands. An immutable value. Times are by the server's clock.
 *
 * @param view with its schema
 * @param populated whether it can be read
 * @param refreshableConcurrently whether it has a unique index that CONCURRENTLY can use
 * @param lastSuccess the last refresh that succeeded, of those that the history has
 * @param last the last one that ended
 * @param age since the snapshot of the last success: what was committed before shows, what came later may not
 * @param running who refreshes or replaces it now
 * @param requestedSince since when the oldest request waits for a refresh
 * @param bytes of the view with its indexes
 * @param liveRows as the server estimates them
 * @param deadRows that wait for VACUUM
 */
public record ViewStatus(
        Name view,
        boolean populated,
        boolean refreshableConcurrently,
        Optional<RefreshRecord> lastSuccess,
        Optional<RefreshRecord> last,
        Optional<Duration> age,
        Optional<Running> running,
        Optional<OffsetDateTime> requestedSince,
        long bytes,
        long liveRows,
        long deadRows) {
    /**
     * A session that refreshes or replaces the view.
     *
     * @param pid of its backend
     * @param application its {@code application_name}; empty if it has none or it may not be seen
     * @param since when its transaction began, if that may be seen
     */
    public record Running(int pid, String application, Optional<OffsetDateTime> since) {}
}
