package io.pgstride.caching;

import io.pgstride.core.PgstrideException;

/** Values could not be loaded, and there was nothing stale to give instead. The cause is the loader's; nothing was cached. */
public final class CacheLoadException extends PgstrideException {
    private static final long serialVersionUID = 1;

    /** Its name. */
    private final String cache;

    /**
     * Names the cache.
     *
     * @param cache its name
     * @param message what went wrong and what to do
     * @param cause the loader's failure
     */
    public CacheLoadException(String cache, String message, Throwable cause) {
        super("cache " + cache + ": " + message, cause);
        this.cache = cache;
    }

    /** {@return the name of the cache} */
    public String cache() {
        return cache;
    }
}
