package io.pgstride.batching.fault;

import io.pgstride.batching.job.Job;
import io.pgstride.batching.job.JobRecord;
import io.pgstride.batching.job.JobTable;
import io.pgstride.core.transaction.Transactions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.JSONB;

/** The job table, what was enqueued in it, and what came of that: a table of effects that nothing keeps from having a job twice. */
final class Effects {
    static final JobTable JOBS = JobTable.ofDefaults();

    private static final String DDL = """
            drop table if exists pgstride_job, enqueued, effects;
            create table enqueued (queue text not null, job bigint not null);
            create table effects (queue text not null, job bigint not null);
            """;

    private static final String COUNT = """
            select count(*), count(*) filter (where n is null), count(*) filter (where n > 1), coalesce(sum(n - 1) filter (where n > 1), 0)
            from enqueued e
            left join (select job, count(*) as n from effects where queue = {0} group by job) f using (job)
            where e.queue = {0}
            """;

    private Effects() {}

    /** Jobs of one queue, and how their effects count. */
    record Count(long jobs, long lost, long doubled, long surplus) {
        static Count of(DSLContext dsl, String queue) {
            var row = dsl.fetchSingle(COUNT, org.jooq.impl.DSL.val(queue));
            return new Count(
                    row.get(0, long.class), row.get(1, long.class), row.get(2, long.class), row.get(3, long.class));
        }

        boolean isExactlyOnce() {
            return lost == 0 && doubled == 0;
        }

        @Override
        public String toString() {
            return jobs + " jobs, " + lost + " without effect, " + doubled + " with more than one (" + surplus
                    + " too many)";
        }
    }

    static void create(DSLContext dsl) {
        dsl.execute(DDL);
        dsl.execute(JOBS.ddl());
    }

    /** Jobs, and the record of them, in one transaction. */
    static List<Long> enqueue(Transactions transactions, String queue, int count) {
        return transactions.call(dsl -> {
            List<Long> ids = JOBS.enqueueAll(dsl, Collections.nCopies(count, Job.of(queue, JSONB.valueOf("{}"))))
                    .ids();
            dsl.execute("insert into enqueued select ?, unnest(?)", queue, ids.toArray(Long[]::new));
            return ids;
        });
    }

    static void add(DSLContext dsl, String queue, Iterable<JobRecord> jobs) {
        List<Long> ids = new ArrayList<>();
        jobs.forEach(job -> ids.add(job.id()));
        add(dsl, queue, ids);
    }

    static void add(DSLContext dsl, String queue, List<Long> ids) {
        dsl.execute("insert into effects select ?, unnest(?)", queue, ids.toArray(Long[]::new));
    }

    /** Those that are leased or put off too, not dead letters. */
    static int pending(DSLContext dsl, String queue) {
        return dsl.fetchSingle("select count(*) from pgstride_job where queue = ? and state = 0", queue)
                .get(0, int.class);
    }

    static int deadLetters(DSLContext dsl) {
        return dsl.fetchSingle("select count(*) from pgstride_job where state = 2")
                .get(0, int.class);
    }
}
