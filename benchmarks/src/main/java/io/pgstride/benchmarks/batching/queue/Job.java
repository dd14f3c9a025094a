package io.pgstride.benchmarks.batching.queue;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A row of the queue, as a handler wants it. */
record Job(long id, OffsetDateTime runAt, String payload) {
    static final String COLUMNS = "job.id, job.run_at, job.payload";

    private static final Comparator<Job> ORDER = Comparator.comparing(Job::runAt).thenComparing(Job::id);

    static List<Job> all(ResultSet rows) throws SQLException {
        List<Job> jobs = new ArrayList<>();
        while (rows.next()) {
            jobs.add(new Job(rows.getLong(1), rows.getObject(2, OffsetDateTime.class), rows.getString(3)));
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
    static Job later(@Nullable Job one, @Nullable Job other) {
        if (one == null || other == null) {
            return one == null ? Objects.requireNonNull(other) : one;
        }
        return ORDER.compare(one, other) >= 0 ? one : other;
    }
}
