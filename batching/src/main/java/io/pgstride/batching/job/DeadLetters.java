package io.pgstride.batching.job;

import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.selectDistinct;
import static org.jooq.impl.DSL.selectOne;

import io.pgstride.batching.internal.job.Jobs;
import io.pgstride.batching.internal.job.MissingTable;
import io.pgstride.batching.internal.job.Notice;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The jobs of a table that were given up. Immutable and thread-safe; each call is one statement, in the caller's transaction if there is one; {@link #requeue} is two where
 * the table {@linkplain JobTable#notifying notifies}. */
public final class DeadLetters {
    private final Name name;
    private final Jobs jobs;
    private final Notice notice;

    DeadLetters(Name name, Jobs jobs, Notice notice) {
        this.name = name;
        this.jobs = jobs;
        this.notice = notice;
    }

    /**
     * {@return a queue's dead letters, the lowest id first}
     *
     * @param dsl what the statement runs on
     * @param queue whose jobs
     * @param after the last id of the list before; 0 for the first list
     * @param most how many at most, 1 or more
     */
    public List<JobRecord> list(DSLContext dsl, String queue, long after, int most) {
        Objects.requireNonNull(dsl, "dsl");
        Objects.requireNonNull(queue, "queue");
        return MissingTable.told(
                name,
                () -> dsl.selectFrom(jobs)
                        .where(jobs.queue().eq(queue), jobs.isDead(), jobs.id().gt(after))
                        .orderBy(jobs.id())
                        .limit(most)
                        .fetch());
    }

    /**
     * Makes dead letters pending and due again, with no attempt counted. One whose unique key a pending job of its queue has by now stays
     * dead, and so do all but the first of several with the same one. Notifies the channel of the table, if it has one and a job is pending again.
     *
     * @param dsl what the statement runs on
     * @param ids of dead letters; others are ignored
     * @return how many are pending again
     * @throws org.jooq.exception.DataAccessException with SQLSTATE 23505 if a job of the same unique key is enqueued at the same moment
     */
    public int requeue(DSLContext dsl, Collection<Long> ids) {
        Objects.requireNonNull(dsl, "dsl");
        Objects.requireNonNull(ids, "ids");
        int requeued = MissingTable.told(name, () -> makePending(dsl, ids));
        if (requeued > 0) {
            notice.send(dsl);
        }
        return requeued;
    }

    private int makePending(DSLContext dsl, Collection<Long> ids) {
        Jobs other = new Jobs(jobs.getQualifiedName());
        var pending = other.as("pending");
        return dsl.update(jobs)
                .set(jobs.state(), Jobs.PENDING)
                .set(jobs.runAt(), currentOffsetDateTime())
                .set(jobs.attempts(), 0)
                .setNull(jobs.lockedUntil())
                .setNull(jobs.token())
                .where(jobs.id()
                        .in(selectDistinct(DSL.min(other.id()))
                                .from(other)
                                .where(among(other, ids))
                                .groupBy(
                                        other.queue(),
                                        coalesce(other.uniqueKey(), other.id().cast(SQLDataType.CLOB)))))
                .and(jobs.isDead())
                .and(notExists(selectOne()
                        .from(pending)
                        .where(pending.field(other.queue()).eq(jobs.queue()))
                        .and(pending.field(other.uniqueKey()).eq(jobs.uniqueKey()))
                        .and(pending.field(other.state()).eq(DSL.inline(Jobs.PENDING)))))
                .execute();
    }

    /**
     * Deletes dead letters.
     *
     * @param dsl what the statement runs on
     * @param ids of dead letters; others are ignored
     * @return how many are gone
     */
    public int delete(DSLContext dsl, Collection<Long> ids) {
        Objects.requireNonNull(dsl, "dsl");
        Objects.requireNonNull(ids, "ids");
        return MissingTable.told(
                name, () -> dsl.deleteFrom(jobs).where(among(jobs, ids)).execute());
    }

    private static Condition among(Jobs jobs, Collection<Long> ids) {
        return jobs.id().eq(DSL.any(DSL.val(ids.toArray(Long[]::new)))).and(jobs.isDead());
    }
}
