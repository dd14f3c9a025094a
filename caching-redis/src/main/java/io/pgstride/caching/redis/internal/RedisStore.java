package io.pgstride.caching.redis.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.pgstride.caching.store.CacheStore;
import io.pgstride.caching.store.Claim;
import io.pgstride.caching.store.Entry;
import io.pgstride.caching.store.Fence;
import io.pgstride.caching.store.Fill;
import io.pgstride.caching.store.Naming;
import io.pgstride.caching.store.StoreSettings;
import io.pgstride.core.Freshness;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Entries in Redis; {@code protocol.lua} says how. A call for many keys is one round trip, as what goes to Redis goes at once. */
public final class RedisStore<K, V> implements CacheStore<K, V> {
    private static final long MOST_MILLIS = Duration.ofDays(36_500).toMillis();

    private final Runnable closing;
    private final Redis redis;
    private final Keys<K> names;
    private final Forms<V> forms;
    private final Function<K, Set<String>> tagsOf;
    private final Clock clock;
    private final byte[] fenceMillis;
    private final Lease.Tokens tokens = new Lease.Tokens();

    /** Over a Redis that stays the backend's. */
    RedisStore(Redis redis, Keys<K> names, Forms<V> forms, StoreSettings<K> settings, Runnable closing) {
        this.closing = closing;
        this.redis = redis;
        this.names = names;
        this.forms = forms;
        this.tagsOf = settings.tags();
        this.clock = settings.clock();
        this.fenceMillis = Call.number(settings.fenceTime().toMillis());
    }

    @Override
    public @Nullable Entry<V> near(K key) {
        return null;
    }

    @Override
    public CompletionStage<Supplier<Map<K, Entry<V>>>> find(Set<K> keys) {
        if (keys.isEmpty()) {
            return CompletableFuture.completedStage(Map::of);
        }
        List<K> asked = List.copyOf(keys);
        TagIndex<K> tags = new TagIndex<>(asked, tagsOf);
        List<String> all = new ArrayList<>(asked.size());
        asked.forEach(key -> all.add(names.value(key)));
        tags.names().forEach(tag -> all.add(names.ofTag(tag).version()));
        return redis.get(all).thenApply(values -> () -> entries(asked, tags, values));
    }

    private Map<K, Entry<V>> entries(List<K> asked, TagIndex<K> tags, List<byte @Nullable []> values) {
        List<@Nullable TagState> states = new ArrayList<>();
        values.subList(asked.size(), values.size()).forEach(version -> states.add(TagState.ofVersion(version)));
        Map<K, Entry<V>> found = new HashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            K key = asked.get(i);
            Optional<long[]> versions = tags.versions(key, states);
            Entry<V> entry = versions.isEmpty() ? null : forms.read(values.get(i), versions.get());
            if (entry != null) {
                found.put(key, entry);
            }
        }
        return found;
    }

    @Override
    public CompletionStage<Supplier<Map<K, Claim<V>>>> claim(Set<K> keys, Duration lease, boolean refresh) {
        List<K> asked = List.copyOf(keys);
        TagIndex<K> tags = new TagIndex<>(asked, tagsOf);
        List<Call> calls = tagCalls(tags);
        List<byte[]> own = new ArrayList<>();
        for (K key : asked) {
            Keys.Names entry = names.of(key);
            own.add(tokens.next());
            calls.add(Call.of(
                    Script.CLAIM,
                    List.of(entry.value(), entry.lease(), entry.fence()),
                    own.get(own.size() - 1),
                    Call.number(Math.max(1, lease.toMillis())),
                    Call.text(refresh ? "0" : "1"),
                    Call.number(clock.millis()),
                    Call.number(forms.longest())));
        }
        return redis.call(calls)
                .whenComplete((answers, failure) -> {
                    if (failure != null) {
                        giveBack(asked, own);
                    }
                })
                .thenApply(answers -> () -> claims(asked, own, tags, answers));
    }

    /** The states of the tags, which are drawn where there are none. */
    private List<Call> tagCalls(TagIndex<K> tags) {
        List<Call> calls = new ArrayList<>();
        for (String tag : tags.names()) {
            calls.add(Call.of(
                    Script.TAG,
                    names.ofTag(tag).both(),
                    TagState.newVersion(),
                    Call.number(Invalidating.TAGS_KNOWN.toMillis())));
        }
        return calls;
    }

    private static List<@Nullable TagState> states(TagIndex<?> tags, List<List<byte[]>> answers) {
        List<@Nullable TagState> states = new ArrayList<>();
        answers.subList(0, tags.names().size()).forEach(answer -> states.add(TagState.of(answer)));
        return states;
    }

    private Map<K, Claim<V>> claims(List<K> asked, List<byte[]> own, TagIndex<K> tags, List<List<byte[]>> answers) {
        List<@Nullable TagState> states = states(tags, answers);
        Map<K, Claim<V>> claims = new HashMap<>();
        List<Call> unused = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            K key = asked.get(i);
            List<byte[]> answer = answers.get(states.size() + i);
            boolean won = new String(answer.get(0), ISO_8859_1).equals("won");
            long[] versions = tags.versions(key, states).orElseThrow();
            Entry<V> there = answer.get(2).length == 0 ? null : forms.read(answer.get(2), versions);
            if (there != null) {
                claims.put(key, new Claim.Found<>(there));
            } else if (won) {
                Optional<Fence> fence = and(FenceText.parse(answer.get(1)), tags.fence(key, states));
                claims.put(key, new Claim.Won<>(new Lease(own.get(i), versions), fence));
            } else {
                long millis = Long.parseLong(new String(answer.get(1), ISO_8859_1));
                claims.put(key, new Claim.Busy<>(Duration.ofMillis(millis)));
            }
            if (there != null && won) {
                unused.add(release(key, own.get(i)));
            }
        }
        redis.tell(unused);
        return claims;
    }

    private static Optional<Fence> and(Optional<Fence> one, Optional<Fence> other) {
        return one.isEmpty() ? other : one.map(fence -> other.map(fence::and).orElse(fence));
    }

    /** A claim that was not answered in time may still be granted; nobody is to wait for its lease. */
    private void giveBack(List<K> asked, List<byte[]> own) {
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            calls.add(release(asked.get(i), own.get(i)));
        }
        redis.tell(calls);
    }

    private Call release(K key, byte[] token) {
        return Call.of(Script.RELEASE, List.of(names.of(key).lease()), token);
    }

    @Override
    public CompletionStage<Set<K>> fill(Map<K, Fill<V>> fills) {
        List<@Nullable K> passing = new ArrayList<>();
        List<Call> calls = new ArrayList<>();
        fills.forEach((key, fill) -> {
            boolean passes = passes(fill);
            passing.add(passes ? key : null);
            Lease lease = (Lease) fill.lease().lease();
            Optional<byte[]> value =
                    passes ? forms.write(fill.entry(), seen(fill.read()), lease.tags()) : Optional.empty();
            calls.add(value.map(bytes -> fill(names.of(key), lease, bytes, millis(fill.entry())))
                    .orElseGet(() -> release(key, lease.token())));
        });
        return redis.call(calls).thenApply(answers -> {
            Set<K> stored = new HashSet<>();
            for (int i = 0; i < answers.size(); i++) {
                K key = passing.get(i);
                if (key != null && !answers.get(i).isEmpty()) {
                    stored.add(key);
                }
            }
            return stored;
        });
    }

    private static Call fill(Keys.Names names, Lease lease, byte[] value, byte[] millis) {
        return Call.of(Script.FILL, List.of(names.value(), names.lease()), lease.token(), value, millis);
    }

    /** By what the claim was told, which stands as long as the lease does. */
    private static boolean passes(Fill<?> fill) {
        return fill.lease()
                .fence()
                .map(fence -> fence.passes(fill.read()))
                .orElse(!(fill.read() instanceof Freshness.Unknown));
    }

    private static Optional<Fence> seen(Freshness read) {
        return read instanceof Freshness.AtLeast replica ? Optional.of(Fence.at(replica.position())) : Optional.empty();
    }

    /** How long the entry is of use. */
    private byte[] millis(Entry<V> entry) {
        return Call.number(Math.max(1, Math.min(entry.usableUntil() - clock.millis(), MOST_MILLIS)));
    }

    @Override
    public CompletionStage<Void> release(Map<K, Claim.Won<V>> leases) {
        List<Call> calls = new ArrayList<>();
        leases.forEach((key, won) -> calls.add(release(key, ((Lease) won.lease()).token())));
        return done(calls);
    }

    @Override
    public CompletionStage<Void> invalidate(Set<K> keys, Fence fence) {
        return redis.invalidate(keys.stream()
                .map(key -> Invalidating.entry(names.of(key), fence, fenceMillis))
                .toList());
    }

    @Override
    public CompletionStage<Void> invalidateTags(Set<String> tags, Fence fence) {
        return redis.invalidate(tags.stream()
                .map(tag -> Invalidating.tag(names.ofTag(tag), fence, fenceMillis))
                .toList());
    }

    @Override
    public CompletionStage<Void> put(K key, Entry<V> entry, Fence commit) {
        TagIndex<K> tags = new TagIndex<>(List.of(key), tagsOf);
        return redis.call(tagCalls(tags)).thenCompose(answers -> put(key, entry, commit, tags, states(tags, answers)));
    }

    private CompletionStage<Void> put(
            K key, Entry<V> entry, Fence commit, TagIndex<K> tags, List<@Nullable TagState> states) {
        long[] versions = tags.versions(key, states).orElseThrow();
        boolean later = tags.fence(key, states)
                .filter(fence -> fence.compareTo(commit) > 0)
                .isPresent();
        return forms.write(entry, Optional.of(commit), versions)
                .map(value -> done(List.of(Call.of(
                        Script.PUT,
                        names.of(key).ended(),
                        FenceText.bytes(commit),
                        fenceMillis,
                        value,
                        millis(entry),
                        Call.text(later ? "1" : "0")))))
                .orElseGet(() -> invalidate(Set.of(key), commit));
    }

    private CompletionStage<Void> done(List<Call> calls) {
        return redis.call(calls).thenApply(answers -> null);
    }

    @Override
    public Optional<Naming<K>> naming() {
        return Optional.of(names.durable(redis));
    }

    /** Nothing is held in memory. */
    @Override
    public void close() {
        closing.run();
    }
}
