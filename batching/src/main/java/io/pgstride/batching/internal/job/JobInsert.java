package io.pgstride.batching.internal.job;

import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import io.pgstride.batching.job.Job;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/** One statement for any number of jobs: an array a column, so that its text is the same however many there are. */
public final class JobInsert {
    private final Jobs jobs;

    /** Into a table. */
    public JobInsert(Jobs jobs) {
        this.jobs = jobs;
    }

    /** Returns the ids of those that were added, in the given order. */
    public List<Long> run(DSLContext dsl, List<Job> given) {
        Field<OffsetDateTime> due = coalesce(
                column("run_at", SQLDataType.TIMESTAMPWITHTIMEZONE),
                field(
                        "now() + {0} * interval '1 microsecond'",
                        SQLDataType.TIMESTAMPWITHTIMEZONE, column("delay", SQLDataType.BIGINT)));
        return dsl.insertInto(jobs, jobs.queue(), jobs.payload(), jobs.priority(), jobs.runAt(), jobs.uniqueKey())
                .select(select(
                                column("queue", SQLDataType.CLOB),
                                column("payload", SQLDataType.CLOB).cast(JSONB.class),
                                column("priority", SQLDataType.SMALLINT),
                                due,
                                column("unique_key", SQLDataType.CLOB))
                        .from(rows(given))
                        .orderBy(column("n", SQLDataType.BIGINT)))
                .onConflict(jobs.queue(), jobs.uniqueKey())
                .where(jobs.isPending().and(jobs.uniqueKey().isNotNull()))
                .doNothing()
                .returningResult(jobs.id())
                .fetch(jobs.id());
    }

    private static <T> Field<T> column(String column, org.jooq.DataType<T> type) {
        return field(name("j", column), type);
    }

    private static Table<?> rows(List<Job> given) {
        return table(
                        "unnest({0}, {1}, {2}, {3}, {4}, {5}) with ordinality",
                        array(given, String[]::new, Job::queue),
                        array(given, String[]::new, job -> job.payload().data()),
                        array(given, Short[]::new, Job::priority),
                        array(given, OffsetDateTime[]::new, job -> job.runAt().orElse(null)),
                        array(given, Long[]::new, job -> micros(job)),
                        array(given, String[]::new, job -> job.uniqueKey().orElse(null)))
                .as("j", "queue", "payload", "priority", "run_at", "delay", "unique_key", "n");
    }

    private static long micros(Job job) {
        return job.delay().toNanos() / 1000;
    }

    private static <T> Field<T[]> array(
            List<Job> given, java.util.function.IntFunction<T[]> maker, Function<Job, ? extends T> value) {
        return val(given.stream().map(value).toArray(maker));
    }
}
