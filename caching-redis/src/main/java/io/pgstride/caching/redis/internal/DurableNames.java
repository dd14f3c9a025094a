package io.pgstride.caching.redis.internal;

import io.pgstride.caching.store.Naming;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How an outbox names entries, {@code cache:schemaVersion:id}, and tags, {@code cache:tag}: all that any process needs to find their keys, as names of caches have no
 * colon. Ids and tags are encoded as they are in keys. Thread-safe.
 */
final class DurableNames<K> implements Naming<K> {
    private static final Pattern ENTRY = Pattern.compile("([^:]+):([0-9]{1,9}):(.*)");
    private static final Pattern TAG = Pattern.compile("([^:]+):(.*)");

    private final Object place;
    private final String cache;
    private final int schemaVersion;
    private final Function<? super K, String> text;

    DurableNames(Object place, String cache, int schemaVersion, Function<? super K, String> text) {
        this.place = place;
        this.cache = cache;
        this.schemaVersion = schemaVersion;
        this.text = text;
    }

    @Override
    public String ofKey(K key) {
        return cache + ":" + schemaVersion + ":" + Keys.encode(text.apply(key));
    }

    @Override
    public String ofTag(String tag) {
        return cache + ":" + Keys.encode(tag);
    }

    @Override
    public Object place() {
        return place;
    }

    /** The keys of an entry that was named; empty of what is no such name. */
    static Optional<Keys.Names> entry(String prefix, String name) {
        Matcher parts = ENTRY.matcher(name);
        return parts.matches()
                ? Optional.of(Keys.Names.of(
                        Keys.slot(prefix, parts.group(1), parts.group(3)), Integer.parseInt(parts.group(2))))
                : Optional.empty();
    }

    /** The keys of a tag that was named; empty of what is no such name. */
    static Optional<Keys.TagNames> tag(String prefix, String name) {
        Matcher parts = TAG.matcher(name);
        return parts.matches()
                ? Optional.of(Keys.TagNames.of(Keys.slot(prefix, parts.group(1), parts.group(2))))
                : Optional.empty();
    }
}
