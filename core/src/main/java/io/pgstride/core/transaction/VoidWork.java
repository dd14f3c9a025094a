package io.pgstride.core.transaction;

import org.jooq.DSLContext;

/**
 * The body of a unit of work that returns nothing; see {@link Work}.
 *
 * @param <X> the checked exception that it throws, inferred as RuntimeException where there is none
 */
@FunctionalInterface
public interface VoidWork<X extends Exception> {

    /**
     * Runs inside the transaction, once per attempt.
     *
     * @param dsl for this call and this thread only
     * @throws X to have the transaction rolled back
     */
    void run(DSLContext dsl) throws X;
}
