package io.pgstride.core;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * An error of the database, and what its SQLSTATE tells. An immutable value.
 *
 * <p>A SQLSTATE has five characters, of which the first two are its class:
 *
 * <table>
 * <caption>Those that pgstride tells apart</caption>
 * <tr><th>state or class</th><th>meaning</th><th>asked by</th></tr>
 * <tr><td>40001, 40P01</td><td>serialization failure, deadlock: the same transaction may succeed if run again</td><td>{@link #isRetryable()}</td></tr>
 * <tr><td>55P03, 57014</td><td>lock timeout or NOWAIT, statement timeout or cancelled</td><td>{@link #isTimeout()}</td></tr>
 * <tr><td>08…</td><td>connection exception; pools and drivers also throw types without a state</td><td>{@link #isOfConnection()}</td></tr>
 * <tr><td>57P0…</td><td>server shut down, crashed or starting, database dropped, idle session ended</td><td>{@link #isOfShutdown()}</td></tr>
 * <tr><td>40…, 53…, 57…, 58…</td><td>transaction rollback, insufficient resources, operator intervention, system error</td><td>{@link #isOf}</td></tr>
 * </table>
 *
 * @param error as the driver or the pool threw it
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL: Error codes</a>
 */
public record SqlFailure(SQLException error) {
    private static final Set<String> RETRYABLE = Set.of("40001", "40P01");
    private static final Set<String> TIMEOUTS = Set.of("55P03", "57014");

    /**
     * Checks for null.
     *
     * @param error as above
     */
    public SqlFailure {
        Objects.requireNonNull(error, "error");
    }

    /**
     * {@return the errors of the database among a failure and its causes, outermost first}
     *
     * @param failure of whatever type
     */
    public static Stream<SqlFailure> in(Throwable failure) {
        return in(failure, cause -> false);
    }

    /**
     * {@return those before the first failure or cause that says enough by itself}
     *
     * @param failure of whatever type
     * @param isDecided whether neither it nor its causes count
     */
    public static Stream<SqlFailure> in(Throwable failure, Predicate<Throwable> isDecided) {
        return Stream.iterate(failure, t -> t != null && !isDecided.test(t), Throwable::getCause)
                .filter(SQLException.class::isInstance)
                .map(error -> new SqlFailure((SQLException) error));
    }

    /** {@return the SQLSTATE; empty if it has none} */
    public String state() {
        return Objects.requireNonNullElse(error.getSQLState(), "");
    }

    /**
     * {@return whether its state begins with one of these}
     *
     * @param classesOrStates such as {@code "08"} and {@code "57P01"}
     */
    public boolean isOf(Set<String> classesOrStates) {
        return classesOrStates.stream().anyMatch(state()::startsWith);
    }

    /** {@return whether it is a serialization failure or a deadlock} */
    public boolean isRetryable() {
        return RETRYABLE.contains(state());
    }

    /** {@return whether it is a deadlock} */
    public boolean isDeadlock() {
        return state().equals("40P01");
    }

    /** {@return whether a lock or a statement took too long, or the statement was cancelled} */
    public boolean isTimeout() {
        return TIMEOUTS.contains(state());
    }

    /** {@return whether the connection broke or could not be had, by its state or by its type} */
    public boolean isOfConnection() {
        return state().startsWith("08")
                || error instanceof SQLTransientConnectionException
                || error instanceof SQLNonTransientConnectionException
                || error instanceof SQLRecoverableException;
    }

    /** {@return whether the server ended the session, or takes none now} */
    public boolean isOfShutdown() {
        return state().startsWith("57P0");
    }
}
