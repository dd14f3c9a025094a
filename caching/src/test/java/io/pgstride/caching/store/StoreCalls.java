package io.pgstride.caching.store;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.Freshness;
import io.pgstride.core.Lsn;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A store, called for one key at a time and waited for. */
final class StoreCalls {
    static final Duration LEASE = Duration.ofSeconds(30);

    private final CacheStore<Long, String> store;

    StoreCalls(CacheStore<Long, String> store) {
        this.store = store;
    }

    static <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    static Fence commit(int timeline, long position) {
        return Fence.at(token(timeline, position));
    }

    static ConsistencyToken token(int timeline, long position) {
        return new ConsistencyToken(timeline, new Lsn(position));
    }

    static Freshness replica(int timeline, long position) {
        return new Freshness.AtLeast(token(timeline, position));
    }

    static Entry<String> entry(@Nullable String value, Duration fresh, Duration usable) {
        long now = System.currentTimeMillis();
        return new Entry<>(value, now, now + fresh.toMillis(), now + usable.toMillis(), 7);
    }

    static Entry<String> entry(@Nullable String value) {
        return entry(value, Duration.ofMinutes(1), Duration.ofMinutes(2));
    }

    @Nullable
    Entry<String> find(long key) {
        return done(store.find(Set.of(key))).get().get(key);
    }

    @Nullable
    String value(long key) {
        Entry<String> entry = find(key);
        return entry == null ? null : entry.value();
    }

    Claim<String> claim(long key, Duration lease, boolean refresh) {
        return done(store.claim(Set.of(key), lease, refresh)).get().get(key);
    }

    /** Of one that nobody holds, whether or not there is an entry. */
    Claim.Won<String> won(long key) {
        return (Claim.Won<String>) claim(key, LEASE, true);
    }

    boolean fill(long key, Claim.Won<String> lease, Entry<String> entry, Freshness read) {
        return done(store.fill(Map.of(key, new Fill<>(lease, entry, read)))).contains(key);
    }

    boolean fill(long key, Claim.Won<String> lease, String value) {
        return fill(key, lease, entry(value), Freshness.current());
    }

    /** As a reader does that misses. */
    boolean load(long key, String value, Freshness read) {
        return fill(key, won(key), entry(value), read);
    }

    void release(long key, Claim.Won<String> lease) {
        done(store.release(Map.of(key, lease)));
    }

    void invalidate(long key, Fence fence) {
        done(store.invalidate(Set.of(key), fence));
    }

    void invalidateTag(String tag, Fence fence) {
        done(store.invalidateTags(Set.of(tag), fence));
    }

    void put(long key, String value, Fence commit) {
        done(store.put(key, entry(value), commit));
    }
}
