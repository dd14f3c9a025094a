package io.pgstride.core.internal.transaction;

import io.pgstride.core.ForwardingConnection;
import io.pgstride.core.telemetry.Telemetry;
import io.pgstride.core.transaction.TransactionHooks;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;

/** A connection that runs its transaction's hooks, whoever ends it; how, is told in {@link TransactionEnding}. */
final class HookedConnection extends ForwardingConnection {
    private final Connection delegate;
    private final TransactionScope scope;
    private final TransactionEnding ending;

    HookedConnection(Connection delegate, boolean tokens, Telemetry.Counter failures) {
        this.delegate = delegate;
        this.scope = new TransactionScope(this, failures);
        this.ending = new TransactionEnding(delegate, scope, tokens);
    }

    @Override
    public void commit() throws SQLException {
        scope.refuseEnd("commit");
        if (getAutoCommit()) {
            super.commit();
        } else {
            ending.commit(super::commit);
        }
    }

    @Override
    public void setAutoCommit(boolean autoCommit) throws SQLException {
        if (autoCommit && !getAutoCommit()) {
            scope.refuseEnd("turn on autocommit");
            ending.commit(() -> super.setAutoCommit(true));
        }
        super.setAutoCommit(autoCommit);
    }

    @Override
    public void rollback() throws SQLException {
        scope.refuseEnd("roll back");
        if (getAutoCommit()) {
            super.rollback();
        } else {
            ending.rollBack();
        }
    }

    @Override
    public void close() throws SQLException {
        scope.refuseEnd("close");
        try {
            if (!scope.isEmpty()) {
                ending.rollBackForClose();
            }
        } finally {
            super.close();
        }
    }

    @Override
    protected Connection connected() {
        return delegate;
    }

    @Override
    protected Statement statement(Making<Statement> making) throws SQLException {
        scope.refuseStatementWhenOver();
        return super.statement(making);
    }

    @Override
    protected PreparedStatement prepared(Making<PreparedStatement> making) throws SQLException {
        scope.refuseStatementWhenOver();
        return super.prepared(making);
    }

    @Override
    protected CallableStatement callable(Making<CallableStatement> making) throws SQLException {
        scope.refuseStatementWhenOver();
        return super.callable(making);
    }

    @Override
    public Savepoint setSavepoint() throws SQLException {
        scope.refuseStatementWhenOver();
        return scope.mark(super.setSavepoint());
    }

    @Override
    public Savepoint setSavepoint(String name) throws SQLException {
        scope.refuseStatementWhenOver();
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

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type == TransactionHooks.class ? type.cast(scope) : super.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type == TransactionHooks.class || super.isWrapperFor(type);
    }
}
