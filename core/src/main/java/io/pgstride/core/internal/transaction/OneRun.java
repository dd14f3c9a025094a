package io.pgstride.core.internal.transaction;

import io.pgstride.core.CommitOutcomeUnknownException;
import io.pgstride.core.transaction.TransactionOutcome;
import io.pgstride.core.transaction.Work;
import java.util.function.Consumer;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at a unit of work through jOOQ's transaction, so that the work's own {@code dsl.transaction(...)} nests.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>While the work runs it cannot end its transaction, so the outcome that is heard is that of the one COMMIT after it.
 *   <li>That outcome decides, not the exception: once committed, the work's result is returned whatever fails after; a
 *       commit of unknown outcome has an error of its own.
 *   <li>What the work throws arrives as it is.
 * </ul>
 */
final class OneRun<T extends @Nullable Object, X extends Exception> {
    private static final Logger LOG = LoggerFactory.getLogger(OneRun.class);

    private final Work<T, X> work;
    private final Consumer<DSLContext> prepare;
    private @Nullable T result;
    private @Nullable Exception failure;
    private @Nullable TransactionOutcome outcome;

    OneRun(Work<T, X> work, Consumer<DSLContext> prepare) {
        this.work = work;
        this.prepare = prepare;
    }

    T on(TransactionScope scope, Configuration configuration) throws X {
        try {
            DSL.using(configuration).transaction(tx -> {
                scope.listen(end -> outcome = end);
                scope.hold(true);
                try {
                    runWork(tx.dsl());
                } finally {
                    scope.hold(false);
                }
            });
        } catch (RuntimeException e) {
            failUnlessCommitted(e);
        }
        return resultOfWork();
    }

    private void runWork(DSLContext dsl) throws Exception {
        try {
            prepare.accept(dsl);
            result = work.run(dsl);
        } catch (Exception e) {
            failure = e;
            throw e;
        }
    }

    private void failUnlessCommitted(RuntimeException thrown) throws X {
        if (failure != null) {
            throw suppressing(failure, thrown);
        }
        if (outcome instanceof TransactionOutcome.Unknown unknown) {
            throw new CommitOutcomeUnknownException(unknown.cause());
        }
        if (!(outcome instanceof TransactionOutcome.Committed)) {
            throw thrown;
        }
        LOG.warn("Transactions: a unit is committed, but what came after its commit failed", thrown);
    }

    /** jOOQ wraps checked exceptions, and may have failed to roll back. */
    @SuppressWarnings("unchecked") // the work throws X or an unchecked exception, nothing else
    private X suppressing(Exception failure, RuntimeException thrown) {
        if (thrown != failure && !(thrown instanceof DataAccessException && thrown.getCause() == failure)) {
            failure.addSuppressed(thrown);
        }
        return (X) failure;
    }

    @SuppressWarnings("NullAway") // null only where T admits it
    private T resultOfWork() {
        return result;
    }
}
