package io.pgstride.core.transaction;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The body of a unit of work.
 *
 * @param <T> what it returns
 * @param <X> the checked exception that it throws, inferred as RuntimeException where there is none
 */
@FunctionalInterface
public interface Work<T extends @Nullable Object, X extends Exception> {

    /**
     * Runs inside the transaction, once per attempt: what it does outside the database is repeated with each.
     *
     * @param dsl for this call and this thread only; {@code dsl.transaction(...)} on it nests by a savepoint
     * @return the result of the unit, if this attempt is committed
     * @throws X to have the transaction rolled back
     */
    T run(DSLContext dsl) throws X;
}
