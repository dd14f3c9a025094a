package io.pgstride.core.internal.transaction;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.core.transaction.TransactionOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the transaction on one connection ends, and what its hooks are told.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A transaction ends by {@code commit()}, {@code rollback()}, {@code setAutoCommit(true)} or {@code close()}; each
 *       passes through here, which tells the scope one outcome.
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
final class TransactionEnding {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionHooks.class);

    private final Connection driver;
    private final TransactionScope scope;
    private final boolean tokens;

    TransactionEnding(Connection driver, TransactionScope scope, boolean tokens) {
        this.driver = driver;
        this.scope = scope;
        this.tokens = tokens;
    }

    void commit(SqlAction commit) throws SQLException {
        refuseFailed();
        if (!scope.isWatched()) {
            commit.run();
            scope.forgetSavepoints();
            return;
        }
        if (!driver.isClosed()) {
            runBeforeCommit();
            refuseFailed();
        }
        boolean closed = driver.isClosed();
        TransactionOutcome outcome;
        try {
            outcome = new TransactionOutcome.Committed(committed(commit));
        } catch (SQLException | RuntimeException | Error e) {
            boolean unknown = !closed && CommitFailure.leavesOutcomeUnknown(e, driver);
            undo(e, unknown ? new TransactionOutcome.Unknown(e) : new TransactionOutcome.RolledBack());
            throw e;
        }
        complete(outcome);
    }

    private Optional<ConsistencyToken> committed(SqlAction commit) throws SQLException {
        if (!tokens || scope.isEmpty() || !TokenCapture.serves(driver)) {
            commit.run();
            return Optional.empty();
        }
        Optional<ConsistencyToken> token = TokenCapture.commit(driver);
        try {
            // Nothing is open any more: this tells what lies between that it is over, and turns on autocommit if asked.
            commit.run();
        } catch (SQLException e) {
            LOG.debug("TransactionHooks: committed, and the connection broke after it", e);
        }
        return token;
    }

    /** Completion hooks must not leave behind what a later {@code setAutoCommit(true)} would commit. */
    private void complete(TransactionOutcome outcome) throws SQLException {
        try {
            scope.complete(outcome);
        } finally {
            if (DriverState.open(driver) && !driver.getAutoCommit()) {
                LOG.warn(
                        "TransactionHooks: a completion hook used the connection of its transaction; it was rolled back");
                driver.rollback();
            }
        }
    }

    private void refuseFailed() throws SQLException {
        if (!DriverState.failed(driver)) {
            return;
        }
        SQLException failed = new SQLException(
                "a statement of this transaction failed, so PostgreSQL would answer COMMIT with ROLLBACK;"
                        + " it was rolled back: look for the first error in it",
                "25P02");
        undo(failed, new TransactionOutcome.RolledBack());
        throw failed;
    }

    private void runBeforeCommit() throws SQLException {
        try {
            scope.runBeforeCommit();
        } catch (SQLException | RuntimeException | Error veto) {
            undo(veto, new TransactionOutcome.RolledBack());
            throw veto;
        }
    }

    void rollBack() throws SQLException {
        try {
            driver.rollback();
        } catch (SQLException | RuntimeException | Error e) {
            completeAfter(e, new TransactionOutcome.RolledBack());
            throw e;
        }
        complete(new TransactionOutcome.RolledBack());
    }

    /** Nothing is owed to whoever closes: where the ROLLBACK cannot be sent, the server does it by itself. */
    void rollBackForClose() {
        try {
            driver.rollback();
        } catch (SQLException | RuntimeException e) {
            LOG.debug("TransactionHooks: a connection broke before it was closed", e);
        }
        scope.complete(new TransactionOutcome.RolledBack());
    }

    /** Leaves nothing open that a later {@code setAutoCommit(true)} would commit; sends nothing where nothing is. */
    private void undo(Throwable cause, TransactionOutcome outcome) {
        try {
            if (!driver.isClosed()) {
                driver.rollback();
            }
        } catch (SQLException | RuntimeException e) {
            cause.addSuppressed(e);
        }
        completeAfter(cause, outcome);
    }

    private void completeAfter(Throwable cause, TransactionOutcome outcome) {
        try {
            scope.complete(outcome);
        } catch (Error fromHook) {
            cause.addSuppressed(fromHook);
        }
    }
}
