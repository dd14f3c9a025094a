package io.pgstride.core.transaction;

import org.jooq.DSLContext;

/**
 * The body of a unit of work that returns nothing; see {@link Work}.
 *
 * @param <X> the checked exception that it throws, inferred as RuntimeException where there is none
 */
@FunctionalInterface
public interface VoidWork<X extends Exception> {

    /** Runs inside the transaction, once per attempt. */
    void run(DSLContext dsl) throws X;
}
