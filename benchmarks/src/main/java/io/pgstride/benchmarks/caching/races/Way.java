package io.pgstride.benchmarks.caching.races;

import org.jooq.DSLContext;

/** A way to keep prices in Redis. Thread-safe. */
interface Way extends AutoCloseable {
    /** Before the race of a price. */
    default void prepare(long id) {}

    /** The price, read where it is not kept. */
    long get(long id);

    /** Says within a transaction that it changes the price. */
    void changing(DSLContext transaction, long id);

    /** Returns when all is done that was begun for the price, though nobody waits for it. */
    default void settle() {}

    @Override
    void close();
}
