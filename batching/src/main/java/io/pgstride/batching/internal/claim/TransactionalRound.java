package io.pgstride.batching.internal.claim;

import io.pgstride.batching.BatchHandler;
import io.pgstride.batching.internal.run.Round;
import io.pgstride.batching.internal.run.RoundResult;
import io.pgstride.core.transaction.Transactions;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * Claim, work and acknowledgement in one transaction: claim, handler, acknowledgement, COMMIT, and nothing else. Thread-safe.
 *
 * <p>Invariants: a row's effects and its acknowledgement commit together or not at all; deadlocks and serialization failures are retried by the
 * unit of work, with a new claim; rows that cannot be read are settled as those by which the handler failed; a batch that failed otherwise is rolled back whole before its rows are tried apart; after any rollback the
 * hint is forgotten.
 */
final class TransactionalRound<R extends Record> implements Round {
    private final Transactions transactions;
    private final Statements<R> statements;
    private final HandlerCall<R> handler;
    private final Settler<R> settler;
    private final Isolation<R> isolation;
    private final Reporter<R> reporter;
    private final Watermark watermark;

    /** How far the last attempt at a round has come. */
    private static final class Course<R extends Record> {
        private List<Row<R>> rows = List.of();
        private int unreadable;
        private boolean begun;
        private boolean worked;

        int claimed() {
            return rows.size() + unreadable;
        }
    }

    TransactionalRound(DataSource dataSource, ClaimSpec<R> claim, BatchHandler<R> handler, RoundOptions options) {
        Policy<R> policy = new Policy<>(claim, false, options.retry());
        this.transactions = options.transactions()
                .apply(Transactions.on(dataSource)
                        .configuration(Rendered.configuration())
                        .telemetry(options.telemetry()));
        this.statements = new Statements<>(claim, null);
        this.handler = new HandlerCall<>(policy, handler);
        this.settler = new Settler<>(claim, policy, statements);
        this.isolation = new Isolation<>(transactions, statements, this.handler, settler);
        this.reporter = new Reporter<>(policy, options);
        this.watermark = new Watermark(options.hint() && claim.priority() == null);
    }

    @Override
    public RoundResult run(int most, boolean sweep) {
        Course<R> course = new Course<>();
        boolean committed = false;
        try {
            Settlement<R> settled = transactions.call(dsl -> once(dsl, most, sweep, course));
            committed = true;
            return reporter.result(course.claimed(), 0, settled);
        } catch (Exception e) {
            if (committed) {
                throw Failures.unchecked(e);
            }
            return failed(course, e);
        } finally {
            if (!committed) {
                watermark.forget();
            }
        }
    }

    private Settlement<R> once(DSLContext dsl, int most, boolean sweep, Course<R> course) {
        if (course.begun) {
            watermark.forget();
        }
        course.begun = true;
        course.worked = false;
        course.rows = List.of();
        Claimed<R> claimed = claim(dsl, most, sweep);
        course.rows = claimed.rows();
        course.unreadable = claimed.unreadable().size();
        Settlement<R> settled = new Settlement<>();
        if (!course.rows.isEmpty()) {
            ClaimedBatch<R> batch = handler.with(dsl, course.rows, null);
            settled.add(settler.settle(dsl, course.rows, batch.verdicts()));
        }
        if (course.unreadable > 0) {
            settled.add(settler.settleFailed(dsl, claimed.unreadable()));
        }
        course.worked = true;
        return settled;
    }

    private Claimed<R> claim(DSLContext dsl, int most, boolean sweep) {
        long start = System.nanoTime();
        @Nullable List<String> begin = watermark.begin(sweep);
        Claimed<R> claimed = statements.claim(dsl, most, begin, null);
        reporter.claimed(start);
        List<Row<R>> rows = claimed.rows();
        if (!rows.isEmpty() && claimed.unreadable().isEmpty()) {
            watermark.ended(begin, statements.place(rows.get(rows.size() - 1)), rows.size() == most);
        }
        return claimed;
    }

    private RoundResult failed(Course<R> course, Exception failure) {
        Throwable cause = Failures.cause(failure);
        if (Failures.isInterrupt(cause)) {
            return undone(course.claimed());
        }
        if (course.rows.isEmpty() || Failures.isTransient(cause) || Failures.isOfClaim(cause)) {
            throw Failures.unchecked(cause);
        }
        reporter.failed(course.rows.size(), cause);
        return isolate(course, cause);
    }

    private RoundResult isolate(Course<R> course, Throwable cause) {
        Settlement<R> total = new Settlement<>();
        @Nullable RuntimeException failure = null;
        try {
            isolation.isolate(course.rows, cause, course.worked, total);
        } catch (Exception e) {
            failure = total.cutShort(e);
        }
        RoundResult result = reporter.result(course.rows.size(), 0, total);
        return failure == null ? result : result.before(failure);
    }

    private static RoundResult undone(int claimed) {
        return new RoundResult(claimed, 0, 0, 0, 0, true);
    }
}
