package io.pgstride.caching;

import io.pgstride.core.PgstrideException;
import java.time.Duration;

/** A value was not there in time: too many loads at once, or the one that was waited for took too long. Trying again later may help. */
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

    /** {@return the name of the cache} */
    public String cache() {
        return cache;
    }
}
