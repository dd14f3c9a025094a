package io.pgstride.benchmarks.batching.queue;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of the queue. */
record Job(
        long id,
        OffsetDateTime runAt,
        short state,
        int attempts,
        @Nullable OffsetDateTime lockedUntil,
        @Nullable UUID token,
        String payload) {
    /** All of them, as whoever works on rows gets them. */
    static final String COLUMNS =
            "job.id, job.run_at, job.state, job.attempts, job.locked_until, job.token, job.payload";

    private static final Comparator<Job> ORDER =
            Comparator.comparing(Job::runAt).thenComparing(Job::id);

    static List<Job> all(ResultSet rows) throws SQLException {
        List<Job> jobs = new ArrayList<>();
        while (rows.next()) {
            jobs.add(new Job(
                    rows.getLong(1),
                    rows.getObject(2, OffsetDateTime.class),
                    rows.getShort(3),
                    rows.getInt(4),
                    rows.getObject(5, OffsetDateTime.class),
                    rows.getObject(6, UUID.class),
                    rows.getString(7)));
        }
        return jobs;
    }

    static @Nullable Job last(List<Job> jobs) {
        return jobs.stream().max(ORDER).orElse(null);
    }

    static Long[] ids(List<Job> jobs) {
        return jobs.stream().map(Job::id).toArray(Long[]::new);
    }

    /** The one that stands later in the queue. */
    static @Nullable Job later(@Nullable Job one, @Nullable Job other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return ORDER.compare(one, other) >= 0 ? one : other;
    }
}
