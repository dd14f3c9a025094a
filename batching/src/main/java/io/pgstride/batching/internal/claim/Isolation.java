package io.pgstride.batching.internal.claim;

import io.pgstride.core.transaction.Transactions;
import java.util.Collection;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * Finds the bad rows of a batch that was rolled back, and does the good ones. Thread-safe.
 *
 * <p>Invariants: the rows are claimed again by their keys, as others may have taken some since; parts run under savepoints of one transaction. If
 * the batch fails only when it is committed (a deferred constraint, a hook), no savepoint tells by which row, so each part is then a
 * transaction of its own. A failure that is no row's ends it all, as if nothing had been tried.
 */
final class Isolation<R extends Record> {
    private static final int MOST_ATTEMPTS = 3;

    private final Transactions transactions;
    private final Statements<R> statements;
    private final HandlerCall<R> handler;
    private final Settler<R> settler;

    Isolation(Transactions transactions, Statements<R> statements, HandlerCall<R> handler, Settler<R> settler) {
        this.transactions = transactions;
        this.statements = statements;
        this.handler = handler;
        this.settler = settler;
    }

    /**
     * Whether the failure came at COMMIT is told by whether all the work before it was done.
     *
     * @param total gets what is committed, of which a failure of the rest undoes nothing
     */
    void isolate(List<Row<R>> rows, Throwable failure, boolean atCommit, Settlement<R> total) throws Exception {
        if (!atCommit) {
            boolean[] worked = new boolean[1];
            try {
                total.add(transactions.call(dsl -> {
                    worked[0] = false;
                    Settlement<R> settled = inOne(dsl, statements.again(dsl, keys(rows)), rows.size(), failure);
                    worked[0] = true;
                    return settled;
                }));
                return;
            } catch (Exception e) {
                if (!worked[0] || isNobodys(e)) {
                    throw e;
                }
            }
        }
        inMany(rows, failure, total);
    }

    /** The failure is of all rows together: if others have taken some since, it may be theirs. */
    private Settlement<R> inOne(DSLContext dsl, List<Row<R>> rows, int failedTogether, Throwable failure)
            throws Exception {
        Settlement<R> total = new Settlement<>();
        noteTimeout(failure, total);
        List<Bisection.FailedRow<R>> failed = Bisection.of(
                rows,
                rows.size() == failedTogether ? failure : null,
                part -> failure(total, () -> underSavepoint(dsl, part)));
        total.add(settler.settleFailed(dsl, failed));
        return total;
    }

    private Settlement<R> underSavepoint(DSLContext dsl, List<Row<R>> part) {
        return dsl.transactionResult(savepoint -> work(savepoint.dsl(), part));
    }

    private void inMany(List<Row<R>> rows, Throwable failure, Settlement<R> total) throws Exception {
        noteTimeout(failure, total);
        List<Bisection.FailedRow<R>> failed = Bisection.of(
                rows,
                failure,
                part -> failure(total, () -> transactions.call(dsl -> work(dsl, statements.again(dsl, keys(part))))));
        if (!failed.isEmpty()) {
            total.add(transactions.call(dsl -> settleFailedAgain(dsl, failed)));
        }
    }

    private Settlement<R> work(DSLContext dsl, List<Row<R>> rows) {
        return rows.isEmpty()
                ? new Settlement<>()
                : settler.settle(dsl, rows, handler.with(dsl, rows, null).verdicts());
    }

    /** A part of the work. */
    @FunctionalInterface
    private interface Part<R extends Record> {
        Settlement<R> run() throws Exception;
    }

    /** A deadlock undid this part only, and may not come again: the parts before it need not be done again for it. */
    private @Nullable Throwable failure(Settlement<R> total, Part<R> part) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                total.add(part.run());
                return null;
            } catch (Exception e) {
                if (attempt < MOST_ATTEMPTS && Failures.isDeadlock(e)) {
                    continue;
                }
                if (isNobodys(e)) {
                    throw e;
                }
                noteTimeout(e, total);
                return Failures.cause(e);
            }
        }
    }

    private static void noteTimeout(Throwable failure, Settlement<?> total) {
        if (Failures.isTimeout(failure)) {
            total.suffered();
        }
    }

    private static boolean isNobodys(Exception e) {
        Throwable cause = Failures.cause(e);
        return Failures.isInterrupt(cause) || Failures.isTransient(cause) || Failures.isOfClaim(cause);
    }

    /** Those that nobody else has taken since. */
    private Settlement<R> settleFailedAgain(DSLContext dsl, List<Bisection.FailedRow<R>> failed) {
        List<Row<R>> held = statements.again(
                dsl, failed.stream().map(each -> each.row().key()).toList());
        Collection<List<String>> keys = keys(held);
        return settler.settleFailed(
                dsl,
                failed.stream().filter(each -> keys.contains(each.row().key())).toList());
    }

    private static <R extends Record> List<List<String>> keys(List<Row<R>> rows) {
        return rows.stream().map(Row::key).toList();
    }
}
