package io.pgstride.caching.store;

/**
 * How a store names what it keeps, by texts that PostgreSQL takes (no NUL, no half of a character), so that any process can invalidate it there, also one that does not
 * have the cache.
 *
 * @param <K> the type of keys
 */
public interface Naming<K> {
    /**
     * {@return the name of an entry}
     *
     * @param key of the entry
     */
    String ofKey(K key);

    /**
     * {@return the name of a tag}
     *
     * @param tag of this cache
     */
    String ofTag(String tag);

    /** {@return what these names are of, equal to that of an outbox which invalidates there} */
    Object place();
}
