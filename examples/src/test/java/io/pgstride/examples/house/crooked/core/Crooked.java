package io.pgstride.examples.house.crooked.core;

import io.pgstride.examples.house.crooked.pagination.internal.Hidden;
import java.util.logging.Logger;

/** Breaks every rule at once. */
public final class Crooked {
    private static final Logger LOGGER = Logger.getLogger("crooked");
    private static final ThreadLocal<Hidden> UPWARD = ThreadLocal.withInitial(Hidden::new);

    public synchronized void print() {
        LOGGER.finest("crooked");
        System.out.println(UPWARD.get());
    }
}
