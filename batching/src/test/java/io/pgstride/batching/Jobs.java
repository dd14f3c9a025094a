package io.pgstride.batching;

import java.time.OffsetDateTime;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.jooq.impl.TableRecordImpl;

/** A table of jobs as jOOQ's code generator writes it, and one of their effects. */
@SuppressWarnings("serial")
final class Jobs extends TableImpl<Jobs.Job> {
    static final Jobs JOBS = new Jobs();

    final TableField<Job, Long> ID = createField(DSL.name("id"), SQLDataType.BIGINT.nullable(false));
    final TableField<Job, Short> STATE = createField(DSL.name("state"), SQLDataType.SMALLINT.nullable(false));
    final TableField<Job, OffsetDateTime> RUN_AT =
            createField(DSL.name("run_at"), SQLDataType.TIMESTAMPWITHTIMEZONE(6).nullable(false));
    final TableField<Job, Integer> PRIORITY = createField(DSL.name("priority"), SQLDataType.INTEGER);
    final TableField<Job, Integer> ATTEMPTS = createField(DSL.name("attempts"), SQLDataType.INTEGER);
    final TableField<Job, String> LAST_ERROR = createField(DSL.name("last_error"), SQLDataType.CLOB);
    final TableField<Job, OffsetDateTime> LOCKED_UNTIL =
            createField(DSL.name("locked_until"), SQLDataType.TIMESTAMPWITHTIMEZONE(6));
    final TableField<Job, UUID> TOKEN = createField(DSL.name("token"), SQLDataType.UUID);

    static final short PENDING = 0;
    static final short DONE = 1;
    static final short DEAD = 2;

    private Jobs() {
        super(DSL.name("jobs"));
    }

    /** New tables, with jobs 1 to n, all due and of one time. */
    static void create(DSLContext dsl, int rows) {
        dsl.execute("drop table if exists effects, jobs");
        dsl.execute("""
                create table jobs (
                    id bigint primary key,
                    state smallint not null default 0,
                    run_at timestamptz not null default now() - interval '1 minute',
                    priority int,
                    attempts int,
                    last_error text,
                    locked_until timestamptz,
                    token uuid
                );
                create index jobs_pending on jobs (run_at, id) where state = 0;
                create table effects (job bigint);
                """);
        dsl.execute("insert into jobs (id) select g from generate_series(1, ?) g", rows);
        dsl.execute("analyze jobs");
    }

    /** Pending by state, in the order of their time. */
    static Claim<Job> claim() {
        return Claim.from(JOBS)
                .key(JOBS.ID)
                .where(JOBS.STATE.eq(PENDING))
                .orderBy(JOBS.RUN_AT)
                .done(JOBS.STATE, DONE);
    }

    /** With everything that a claim can have, but priority and lease. */
    static Claim<Job> fullClaim() {
        return claim().dueAt(JOBS.RUN_AT)
                .attempts(JOBS.ATTEMPTS)
                .lastError(JOBS.LAST_ERROR)
                .dead(JOBS.STATE, DEAD);
    }

    /** With a lease and a dead letter. */
    static Claim<Job> leasedClaim() {
        return claim().lease(JOBS.LOCKED_UNTIL, JOBS.TOKEN)
                .attempts(JOBS.ATTEMPTS)
                .lastError(JOBS.LAST_ERROR)
                .dead(JOBS.STATE, DEAD);
    }

    static Job job(DSLContext dsl, long id) {
        return dsl.selectFrom(JOBS).where(JOBS.ID.eq(id)).fetchSingle();
    }

    static int in(DSLContext dsl, short state) {
        return dsl.fetchCount(JOBS, JOBS.STATE.eq(state));
    }

    @Override
    public Class<Job> getRecordType() {
        return Job.class;
    }

    /** A row. */
    static final class Job extends TableRecordImpl<Job> {
        /** As jOOQ makes rows. */
        Job() {
            super(JOBS);
        }

        long id() {
            return get(JOBS.ID);
        }

        int attempts() {
            return get(JOBS.ATTEMPTS) == null ? 0 : get(JOBS.ATTEMPTS);
        }

        short state() {
            return get(JOBS.STATE);
        }

        String lastError() {
            return get(JOBS.LAST_ERROR);
        }
    }
}
