package io.pgstride.caching;

import io.pgstride.core.PgstrideException;
import java.time.Duration;

/** A value was not there in time: too many loads at once, or the one that was waited for took too long, or the thread was interrupted. Trying again later may help. */
public final class CacheBusyException extends PgstrideException {
    private static final long serialVersionUID = 1;

    /** Its name. */
    private final String cache;

    /**
     * Names the cache and its limits.
     *
     * @param cache its name
     * @param waited how long
     * @param loads how many loads may run at once
     */
    public CacheBusyException(String cache, Duration waited, int loads) {
        super("cache " + cache + ": no value after " + waited.toMillis() + " ms, with at most " + loads
                + " loads at once; raise loadTimeout or concurrentLoads, or look at what makes loads slow");
        this.cache = cache;
    }

    private CacheBusyException(String cache, String message) {
        super(message);
        this.cache = cache;
    }

    /**
     * {@return that the thread was interrupted while it waited for a value} Sets the thread's interrupt.
     *
     * @param cache its name
     */
    public static CacheBusyException interrupted(String cache) {
        Thread.currentThread().interrupt();
        return new CacheBusyException(
                cache,
                "cache " + cache + ": the thread was interrupted, and waits for no value; it is still interrupted");
    }

    /** {@return the name of the cache} */
    public String cache() {
        return cache;
    }
}
