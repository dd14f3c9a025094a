package io.pgstride.core.finding;

import io.pgstride.core.PgstrideException;
import java.util.List;
import java.util.Optional;

/**
 * Statements that mend what was found. Nobody runs them but the user.
 *
 * <p>Immutable: {@code Fix.sql("CREATE INDEX CONCURRENTLY …").lock(SHARE_UPDATE_EXCLUSIVE).outsideTransaction()}.
 *
 * @param statements the statements in their order, each without a semicolon at its end
 * @param lockLevel the strongest lock they take on the subject; absent where they lock no table
 * @param runsOutsideTransaction whether PostgreSQL refuses one of them inside a transaction block
 */
public record Fix(List<String> statements, Optional<LockLevel> lockLevel, boolean runsOutsideTransaction) {

    /**
     * Checks and copies.
     *
     * @param statements at least one, none of them blank; copied
     * @param lockLevel empty where they lock no table
     * @param runsOutsideTransaction true if one of them cannot run inside a transaction block
     * @throws PgstrideException if there is no statement, or a blank one
     */
    public Fix {
        statements = List.copyOf(statements);
        if (statements.isEmpty() || statements.stream().anyMatch(String::isBlank)) {
            throw new PgstrideException(
                    "A fix needs at least one statement and no blank one; without SQL, leave it out");
        }
    }

    /**
     * {@return a fix of these statements, which takes no table lock and may run inside a transaction}
     *
     * @param statements in their order, at least one, each without a semicolon at its end
     * @throws PgstrideException if there is no statement, or a blank one
     */
    public static Fix sql(String... statements) {
        return new Fix(List.of(statements), Optional.empty(), false);
    }

    /**
     * {@return this fix with the strongest lock that the statements take}
     *
     * @param level of the lock on the subject
     */
    public Fix lock(LockLevel level) {
        return new Fix(statements, Optional.of(level), runsOutsideTransaction);
    }

    /** {@return this fix, for outside a transaction block only, as are CREATE INDEX CONCURRENTLY and VACUUM} */
    public Fix outsideTransaction() {
        return new Fix(statements, lockLevel, true);
    }
}
