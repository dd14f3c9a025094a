package io.pgstride.core.internal.transaction;

import io.pgstride.core.CommitOutcomeUnknownException;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.core.transaction.TransactionOutcome;
import io.pgstride.core.transaction.Work;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a unit of work through jOOQ's transaction, so that the work's own {@code dsl.transaction(...)} nests.
 *
 * <p>The outcome is the hooks' word, not the exception's: once committed, the work's result is returned even if the
 * connection breaks before it is given back; a commit of unknown outcome gets an error of its own.
 */
final class OneRun<T extends @Nullable Object, X extends Exception> {
    private final Work<T, X> work;
    private final Consumer<DSLContext> prepare;
    private @Nullable T result;
    private @Nullable Exception failure;
    private @Nullable TransactionOutcome outcome;

    OneRun(Work<T, X> work, Consumer<DSLContext> prepare) {
        this.work = work;
        this.prepare = prepare;
    }

    T on(Connection connection, boolean readOnly, Configuration configuration) throws X, SQLException {
        if (readOnly) {
            connection.setReadOnly(true);
        }
        try {
            DSL.using(configuration).transaction(tx -> {
                TransactionHooks.of(connection).afterCompletion(end -> outcome = end);
                runWork(tx.dsl());
            });
        } catch (RuntimeException e) {
            failUnlessCommitted(e);
        } finally {
            if (readOnly && !connection.isClosed()) {
                connection.setReadOnly(false);
            }
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
        if (outcome instanceof TransactionOutcome.Unknown unknown) {
            throw new CommitOutcomeUnknownException(unknown.cause());
        }
        if (outcome instanceof TransactionOutcome.Committed) {
            return;
        }
        if (failure != null && thrown instanceof DataAccessException && thrown.getCause() == failure) {
            throw uncheckedFailure(failure);
        }
        throw thrown;
    }

    @SuppressWarnings("unchecked") // the work throws X or an unchecked exception, nothing else
    private X uncheckedFailure(Exception e) {
        return (X) e;
    }

    @SuppressWarnings("NullAway") // null only where T admits it
    private T resultOfWork() {
        return result;
    }
}
