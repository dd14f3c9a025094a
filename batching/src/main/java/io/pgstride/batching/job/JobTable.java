package io.pgstride.batching.job;

import io.pgstride.batching.Claim;
import io.pgstride.batching.internal.job.JobDdl;
import io.pgstride.batching.internal.job.JobInsert;
import io.pgstride.batching.internal.job.Jobs;
import io.pgstride.batching.internal.job.MissingTable;
import io.pgstride.batching.internal.job.Notice;
import io.pgstride.batching.internal.job.Texts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.Table;

/**
 * A table of jobs for several queues, ready to use: what to create, to enqueue, and to claim. Immutable and thread-safe; keeps no
 * connection.
 *
 * <pre>{@code
 * JobTable jobs = JobTable.ofDefaults();
 * transactions.run(dsl -> {
 *     dsl.insertInto(USERS)…;
 *     jobs.enqueue(dsl, Job.of("mail", payload).unique("welcome-42"));   // there if and only if the user is
 * });
 * BatchProcessor.on(dataSource).claim(jobs.claim("mail")).transactional((dsl, batch) -> …)
 * }</pre>
 *
 * <p>{@link #ddl()} creates it; the same file is in the jar as {@code io/pgstride/batching/job/job-table.sql}. Enqueuing runs
 *
 * <pre>{@code
 * INSERT INTO pgstride_job (queue, payload, priority, run_at, unique_key)
 * SELECT … FROM unnest(?, ?, ?, ?, ?, ?) WITH ORDINALITY … ORDER BY n
 * ON CONFLICT (queue, unique_key) WHERE state = 0 AND unique_key IS NOT NULL DO NOTHING RETURNING id
 * }</pre>
 *
 * <p>A job that is done is deleted. One that failed as often as the processor allows stays, as a {@linkplain DeadLetters dead letter}.
 */
public final class JobTable {
    private static final int CHUNK = 10_000;

    private final Name name;
    private final Jobs jobs;
    private final Notice notice;

    private JobTable(Name name, Notice notice) {
        this.name = Objects.requireNonNull(name, "name");
        this.jobs = new Jobs(name);
        this.notice = notice;
    }

    /** {@return the table {@code pgstride_job}, wherever the search path finds it} */
    public static JobTable ofDefaults() {
        return new JobTable(Jobs.DEFAULT.getUnqualifiedName(), new Notice(null));
    }

    /**
     * {@return a table of this name}
     *
     * @param name with a schema or not, as from {@code DSL.name("app", "jobs")} or {@link io.pgstride.core.Identifiers#parse}
     */
    public static JobTable named(Name name) {
        return new JobTable(name, new Notice(null));
    }

    /**
     * {@return the same, whose jobs notify a channel when they are committed, or when dead ones are requeued} Give the channel to {@code wakeUpBy} of the processor.
     *
     * <p>A transaction that enqueues many jobs notifies once. PostgreSQL takes a lock for the whole server when it commits a transaction
     * that notifies, so that such commits come one after the other: leave it out where many transactions a second enqueue, and poll.
     *
     * @param notified the channel's name, up to 63 bytes
     */
    public JobTable notifying(String notified) {
        Texts.require("channel of a job table", notified, 63);
        return new JobTable(name, new Notice(notified));
    }

    /** {@return the statements that create the table and its indexes where they are missing, with comments} */
    public String ddl() {
        return JobDdl.of("job-table.sql", name);
    }

    /** {@return the statement that creates the index for {@link #claimByPriority} where it is missing} */
    public String priorityDdl() {
        return JobDdl.of("job-priority.sql", name);
    }

    /** {@return the table, for queries of your own; its fields are found by name} */
    public Table<JobRecord> table() {
        return jobs;
    }

    /**
     * Enqueues a job, in the caller's transaction if there is one. Blocks. Where a transaction that is still open has enqueued, or is
     * finishing, a job of the same unique key, it waits for that one's end.
     *
     * @param dsl what the statement runs on
     * @param job what to do
     * @return the job's id, or nothing if a job of its queue that is pending or runs has its unique key
     * @throws org.jooq.exception.DataAccessException if the database refuses it; where the table is missing, it says how to create it
     */
    public OptionalLong enqueue(DSLContext dsl, Job job) {
        List<Long> ids =
                enqueueAll(dsl, List.of(Objects.requireNonNull(job, "job"))).ids();
        return ids.isEmpty() ? OptionalLong.empty() : OptionalLong.of(ids.get(0));
    }

    /**
     * Enqueues jobs as {@link #enqueue} does, 10,000 a statement.
     *
     * @param dsl what the statements run on; all or none are enqueued if it is in a transaction
     * @param given any number of jobs, of one queue or several
     * @return which were added
     * @throws org.jooq.exception.DataAccessException as from {@link #enqueue}
     */
    public Enqueued enqueueAll(DSLContext dsl, Collection<Job> given) {
        Objects.requireNonNull(dsl, "dsl");
        List<Job> all = Objects.requireNonNull(given, "given").stream()
                .map(job -> Objects.requireNonNull(job, "job of given"))
                .toList();
        JobInsert insert = new JobInsert(jobs);
        List<Long> ids = new ArrayList<>();
        for (int from = 0; from < all.size(); from += CHUNK) {
            List<Job> chunk = all.subList(from, Math.min(all.size(), from + CHUNK));
            ids.addAll(MissingTable.told(name, () -> insert.run(dsl, chunk)));
        }
        if (!ids.isEmpty()) {
            notice.send(dsl);
        }
        return new Enqueued(ids, all.size() - ids.size());
    }

    /**
     * {@return the claim of a queue's jobs that are due, the longest due first} It serves both ways to process: transactional, where done
     * jobs vanish with the commit, and leased.
     *
     * @param queue whose jobs
     */
    public Claim<JobRecord> claim(String queue) {
        return pending(queue).orderBy(jobs.runAt());
    }

    /**
     * {@return the claim of a queue's jobs that are due, those of the highest priority first} Without the hint that spares
     * {@link #claim} the dead rows; needs the index of {@link #priorityDdl()}.
     *
     * @param queue whose jobs
     */
    public Claim<JobRecord> claimByPriority(String queue) {
        return claim(queue).priority(jobs.priority());
    }

    private Claim<JobRecord> pending(String queue) {
        Texts.require("queue of a claim", queue, Texts.MAX_QUEUE);
        return Claim.from(jobs)
                .key(jobs.id())
                .where(jobs.queue().eq(queue).and(jobs.isPending()))
                .dueAt(jobs.runAt())
                .lease(jobs.lockedUntil(), jobs.token())
                .attempts(jobs.attempts())
                .lastError(jobs.lastError())
                .dead(jobs.state(), Jobs.DEAD)
                .deleteDone();
    }

    /** {@return the jobs that were given up} */
    public DeadLetters deadLetters() {
        return new DeadLetters(name, jobs, notice);
    }
}
