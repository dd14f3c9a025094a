package io.pgstride.aggregation.internal.view;

import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * Who refreshes a view holds this, until the transaction ends, however it ends: an advisory lock on the 64-bit hash of its quoted name.
 *
 * <p>A lock of the transaction, as a lock of the session is nobody's behind PgBouncer. The seed of the hash sets these keys apart from others, by chance only, as all 64-bit
 * keys of a database are one space; two that meet would only wait for each other.
 */
final class ViewLock {
    /** Part of the protocol between processes: never to be changed. */
    private static final long SEED = 0x7067_7376_6965_7773L;

    static final String KEY = "hashtextextended({0}, " + SEED + ")";

    private ViewLock() {}

    static boolean tryLock(DSLContext dsl, ViewId view) {
        return dsl.fetchSingle("select pg_try_advisory_xact_lock(" + KEY + ")", DSL.val(view.sql()))
                .get(0, Boolean.class);
    }
}
