package io.pgstride.core.internal.pool;

import java.time.Duration;
import java.util.StringJoiner;

/**
 * Limits that the server keeps for a session; zero for none.
 *
 * @param statement of each statement
 * @param idleInTransaction of each pause within a transaction
 * @param idleSession of each pause outside of one
 */
public record SessionSettings(Duration statement, Duration idleInTransaction, Duration idleSession) {
    /** PostgreSQL holds these limits as milliseconds in 32 bits; the driver adds its margin in seconds. */
    private static final Duration LONGEST = Duration.ofDays(24);

    /** Refuses what the server would. */
    public static Duration require(String name, Duration limit) {
        boolean tooShort = !limit.isZero() && limit.toMillis() < 1;
        if (limit.isNegative() || tooShort || limit.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    name + " is " + limit + "; give 1 ms to 24 days, or Duration.ZERO for no limit");
        }
        return limit;
    }

    /** This with another limit of statements. */
    public SessionSettings statement(Duration limit) {
        return new SessionSettings(limit, idleInTransaction, idleSession);
    }

    /** This with another limit of pauses within a transaction. */
    public SessionSettings idleInTransaction(Duration limit) {
        return new SessionSettings(statement, limit, idleSession);
    }

    /** For the parameter {@code options} of the login; empty without limits. */
    public String options() {
        StringJoiner options = new StringJoiner(" ");
        add(options, "statement_timeout", statement);
        add(options, "idle_in_transaction_session_timeout", idleInTransaction);
        add(options, "idle_session_timeout", idleSession);
        return options.toString();
    }

    private static void add(StringJoiner options, String parameter, Duration limit) {
        if (!limit.isZero()) {
            options.add("-c " + parameter + "=" + limit.toMillis());
        }
    }
}
