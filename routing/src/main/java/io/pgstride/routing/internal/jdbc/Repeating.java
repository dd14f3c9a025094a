package io.pgstride.routing.internal.jdbc;

import io.pgstride.core.SqlFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A statement of a read, with all that was set on it, so that it can be made again elsewhere. Not thread-safe, as statements are not, but for {@code cancel}.
 *
 * @param <S> the kind of statement
 */
final class Repeating<S extends Statement> {
    /** Makes the statement of a connection. */
    @FunctionalInterface
    interface Making<S extends Statement> {
        S of(Connection connection) throws SQLException;
    }

    /** Sets something of a statement. */
    @FunctionalInterface
    interface Setting<S extends Statement> {
        void on(S statement) throws SQLException;
    }

    /** Runs the statement. */
    @FunctionalInterface
    interface Run<S extends Statement, T extends @Nullable Object> {
        T of(S statement) throws SQLException;
    }

    /** The second time only where recovery cancels it again: what it does on one standby, as replaying a TRUNCATE, it may be about to do on the next. */
    private static final int MOST_TIMES = 2;

    private final Moves moves;
    private final Making<S> making;
    private final Map<Object, Setting<S>> settings = new LinkedHashMap<>(8);
    private volatile S statement;
    private volatile boolean cancelled;
    private boolean boundOnce;
    private boolean kept;
    private boolean closed;

    Repeating(Moves moves, S statement, Making<S> making) {
        this.moves = moves;
        this.statement = statement;
        this.making = making;
    }

    S statement() {
        return statement;
    }

    /** Takes the place of what was set by the same key: a parameter's number, or a name. */
    void set(Object key, Setting<S> setting) throws SQLException {
        setting.on(statement);
        settings.put(key, setting);
    }

    void forgetParameters() {
        settings.keySet().removeIf(Integer.class::isInstance);
        boundOnce = false;
    }

    /** Something was set that can be read once only. */
    void setOnce() {
        boundOnce = true;
    }

    /** It was handed out itself, so that no other may take its place. */
    void keep() {
        kept = true;
    }

    /** What runs may set something of its session, which no other one has. */
    void keepHost() {
        moves.keepHost();
    }

    /** Ends what runs, and what would run instead of it. */
    void cancel() throws SQLException {
        cancelled = true;
        statement.cancel();
    }

    <T extends @Nullable Object> T run(Run<S, T> run) throws SQLException {
        if (cancelled) {
            cancelled = false;
        }
        try {
            return run.of(statement);
        } catch (SQLException e) {
            return runAgain(run, e, MOST_TIMES);
        }
    }

    private @Nullable Connection elsewhere(SQLException first) {
        try {
            return moves.elsewhere(first);
        } catch (SQLException none) {
            first.addSuppressed(none);
            return null;
        }
    }

    private <T extends @Nullable Object> T runAgain(Run<S, T> run, SQLException failure, int times)
            throws SQLException {
        boolean mayRun = times == MOST_TIMES || (times > 0 && new SqlFailure(failure).isRetryable());
        Connection other = !mayRun || boundOnce || kept || cancelled ? null : elsewhere(failure);
        if (other == null) {
            throw failure;
        }
        try {
            S made = makeAgain(other);
            if (!cancelled) {
                return run.of(made);
            }
        } catch (SQLException e) {
            e.addSuppressed(failure);
            return runAgain(run, e, times - 1);
        }
        throw failure;
    }

    private S makeAgain(Connection other) throws SQLException {
        S made = making.of(other);
        statement = made;
        for (Setting<S> setting : settings.values()) {
            setting.on(made);
        }
        return made;
    }

    void close() throws SQLException {
        if (!closed) {
            closed = true;
            moves.statementClosed();
        }
        statement.close();
    }
}
