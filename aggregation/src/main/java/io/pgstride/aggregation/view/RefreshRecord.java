package io.pgstride.aggregation.view;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jooq.Name;

/**
 * A refresh that has ended, as the history has it. An immutable value. Times are by the server's clock.
 *
 * @param id higher than that of every refresh of any view whose snapshot was taken before
 * @param view with its schema
 * @param kind how it was made
 * @param startedAt before its snapshot was taken
 * @param endedAt before its commit
 * @param process who ran it, see {@link MaterializedViews#process}
 * @param inserted rows that were written to the view: all of them by a plain refresh, those that were new or other by a concurrent one; 0 where the server does
 *     not count ({@code track_counts = off})
 * @param deleted rows that were removed by a concurrent refresh
 * @param bytes of the view with its indexes, after it
 * @param failure why it failed, if it did
 */
public record RefreshRecord(
        long id,
        Name view,
        RefreshKind kind,
        OffsetDateTime startedAt,
        OffsetDateTime endedAt,
        String process,
        long inserted,
        long deleted,
        long bytes,
        Optional<Failure> failure) {
    /**
     * Why a refresh failed.
     *
     * @param sqlState of the server's error
     * @param message the server's, without any value of a row
     */
    public record Failure(String sqlState, String message) {}

    /** {@return from start to end} */
    public Duration duration() {
        return Duration.between(startedAt, endedAt);
    }

    /** {@return whether the view has the rows of this refresh, or of a later one} */
    public boolean succeeded() {
        return failure.isEmpty();
    }
}
