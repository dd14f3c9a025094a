package io.pgstride.core.internal.transaction;

import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.core.transaction.TransactionOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that runs its transaction's hooks, whoever ends it.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A transaction ends by {@code commit()}, {@code rollback()}, {@code setAutoCommit(true)} or {@code close()}; each
 *       passes through {@link #commitBy} or {@link #rollBack}, which tell the scope one outcome.
 *   <li>A hook that vetoes the commit has the transaction rolled back here and at once: Spring answers an error of
 *       {@code commit()} with {@code setAutoCommit(true)}, which would commit what was vetoed.
 *   <li>An error of COMMIT means "rolled back" only where the server itself said so; a connection that breaks on the
 *       way leaves the outcome unknown ({@link CommitFailure}).
 *   <li>PostgreSQL answers COMMIT of a failed transaction with ROLLBACK, and pgjdbc (since 42.2.12) passes over it in
 *       silence. Here such a commit rolls back and throws 25P02, for nobody may take it for a commit.
 *   <li>While no hook is registered, a call costs no more than the test of a few fields, and nothing is sent that the driver
 *       would not have sent.
 * </ul>
 */
final class HookedConnection extends StatementsConnection {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionHooks.class);

    private final TransactionScope scope = new TransactionScope(this);
    private final boolean tokens;

    HookedConnection(Connection delegate, boolean tokens) {
        super(delegate);
        this.tokens = tokens;
    }

    @Override
    public void commit() throws SQLException {
        scope.refuseEndFromHook("commit");
        if (getAutoCommit()) {
            super.commit();
        } else {
            commitBy(super::commit);
        }
    }

    @Override
    public void setAutoCommit(boolean autoCommit) throws SQLException {
        if (autoCommit && !getAutoCommit()) {
            scope.refuseEndFromHook("turn on autocommit");
            commitBy(() -> super.setAutoCommit(true));
        }
        super.setAutoCommit(autoCommit);
    }

    @Override
    public void rollback() throws SQLException {
        scope.refuseEndFromHook("roll back");
        if (getAutoCommit()) {
            super.rollback();
        } else {
            rollBack();
        }
    }

    @Override
    public void close() throws SQLException {
        scope.refuseEndFromHook("close");
        try {
            if (!scope.isEmpty()) {
                rollBackForClose();
            }
        } finally {
            super.close();
        }
    }

    @Override
    void requireUsable() throws SQLException {
        scope.refuseStatementWhenOver();
    }

    @Override
    public Savepoint setSavepoint() throws SQLException {
        return scope.mark(super.setSavepoint());
    }

    @Override
    public Savepoint setSavepoint(String name) throws SQLException {
        return scope.mark(super.setSavepoint(name));
    }

    @Override
    public void rollback(Savepoint savepoint) throws SQLException {
        super.rollback(savepoint);
        scope.rolledBackTo(savepoint);
    }

    @Override
    public void releaseSavepoint(Savepoint savepoint) throws SQLException {
        super.releaseSavepoint(savepoint);
        scope.released(savepoint);
    }

    private void commitBy(SqlAction commit) throws SQLException {
        if (DriverState.failed(getDelegate())) {
            refuseFailed();
        }
        if (scope.isEmpty()) {
            commit.run();
            scope.forgetSavepoints();
            return;
        }
        boolean closed = getDelegate().isClosed();
        if (!closed) {
            runBeforeCommit();
        }
        TransactionOutcome outcome;
        try {
            outcome = tokens ? TokenCapture.commit(getDelegate(), commit) : committed(commit);
        } catch (SQLException | RuntimeException | Error e) {
            boolean unknown = !closed && CommitFailure.leavesOutcomeUnknown(e, getDelegate());
            if (!unknown) {
                rollBackAfter(e);
            }
            completeAfter(e, unknown ? new TransactionOutcome.Unknown(e) : new TransactionOutcome.RolledBack());
            throw e;
        }
        scope.complete(outcome);
    }

    private void refuseFailed() throws SQLException {
        SQLException failed = new SQLException(
                "a statement of this transaction failed, so PostgreSQL would answer COMMIT with ROLLBACK;"
                        + " it was rolled back: look for the first error in it",
                "25P02");
        rollBackAfter(failed);
        completeAfter(failed, new TransactionOutcome.RolledBack());
        throw failed;
    }

    private static TransactionOutcome committed(SqlAction commit) throws SQLException {
        commit.run();
        return TokenCapture.WITHOUT_TOKEN;
    }

    private void runBeforeCommit() throws SQLException {
        try {
            scope.runBeforeCommit();
        } catch (SQLException | RuntimeException | Error veto) {
            rollBackAfter(veto);
            completeAfter(veto, new TransactionOutcome.RolledBack());
            throw veto;
        }
    }

    private void rollBack() throws SQLException {
        try {
            super.rollback();
        } catch (SQLException | RuntimeException e) {
            completeAfter(e, new TransactionOutcome.RolledBack());
            throw e;
        }
        scope.complete(new TransactionOutcome.RolledBack());
    }

    /** Nothing is owed to whoever closes: where the ROLLBACK cannot be sent, the server does it by itself. */
    private void rollBackForClose() {
        try {
            super.rollback();
        } catch (SQLException e) {
            LOG.debug("TransactionHooks: a connection broke before it was closed", e);
        }
        scope.complete(new TransactionOutcome.RolledBack());
    }

    /** Leaves nothing open that a later {@code setAutoCommit(true)} would commit; sends nothing where nothing is. */
    private void rollBackAfter(Throwable cause) {
        try {
            if (!getDelegate().isClosed()) {
                super.rollback();
            }
        } catch (SQLException | RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private void completeAfter(Throwable cause, TransactionOutcome outcome) {
        try {
            scope.complete(outcome);
        } catch (Error fromHook) {
            cause.addSuppressed(fromHook);
        }
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type == TransactionHooks.class) {
            return type.cast(scope);
        }
        return type.isInstance(this) ? type.cast(this) : unwrapDelegate(type);
    }

    private <T> T unwrapDelegate(Class<T> type) throws SQLException {
        return type.isInstance(getDelegate())
                ? type.cast(getDelegate())
                : getDelegate().unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type == TransactionHooks.class
                || type.isInstance(this)
                || type.isInstance(getDelegate())
                || getDelegate().isWrapperFor(type);
    }
}
