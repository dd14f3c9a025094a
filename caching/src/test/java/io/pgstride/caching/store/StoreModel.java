package io.pgstride.caching.store;

import static io.pgstride.caching.store.StoreCalls.commit;
import static io.pgstride.caching.store.StoreCalls.entry;
import static io.pgstride.caching.store.StoreCalls.replica;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.core.Freshness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * A database and a store between which messages are late and cross each other. A row's value is the position at which it was read, so that an entry is stale if its value is less
 * than the position of a commit that changed the row and of which the store has been told.
 */
final class StoreModel {
    private static final long KEYS = 4;

    /** A load between its read and its fill. */
    private record Load(long key, Claim.Won<String> lease, long position, Freshness read) {}

    /** What the store has yet to be told of a commit. */
    private record Message(long position, Runnable telling, Set<Long> keys) {}

    private final StoreCalls calls;
    private final LongFunction<Set<String>> tags;
    private final Random random;
    private final long seed;
    private final List<String> history = new ArrayList<>();
    private final List<Load> loads = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final Map<Long, Long> told = new HashMap<>();
    private final Map<Long, Claim.Won<String>> leases = new HashMap<>();
    private long position = 1;
    private long replayed = 1;

    StoreModel(CacheStore<Long, String> store, LongFunction<Set<String>> tags, long seed) {
        this.calls = new StoreCalls(store);
        this.tags = tags;
        this.random = new Random(seed);
        this.seed = seed;
    }

    void play(int steps) {
        for (int step = 0; step < steps; step++) {
            long key = random.nextLong(KEYS);
            switch (random.nextInt(6)) {
                case 0, 1 -> read(key);
                case 2 -> fill();
                case 3 -> write(key);
                case 4 -> tell();
                default -> replayed += random.nextLong(position - replayed + 1);
            }
            check();
        }
        while (!messages.isEmpty()) {
            tell();
            check();
        }
        settle();
    }

    private void read(long key) {
        Claim<String> claim = calls.claim(key, StoreCalls.LEASE, random.nextBoolean());
        if (!(claim instanceof Claim.Won<String> lease)) {
            return;
        }
        assertThat(leases.put(key, lease))
                .as(describe("two leases of key " + key))
                .isNull();
        boolean primary = random.nextInt(3) == 0
                || lease.fence()
                                .filter(fence -> fence.compareTo(commit(1, replayed)) > 0)
                                .isPresent()
                        && random.nextBoolean();
        Load load = primary
                ? new Load(key, lease, position, Freshness.current())
                : new Load(key, lease, replayed, replica(1, replayed));
        loads.add(load);
        history.add("read " + key + " at " + load.position() + (primary ? " on the primary" : ""));
    }

    private void fill() {
        if (loads.isEmpty()) {
            return;
        }
        Load load = loads.remove(random.nextInt(loads.size()));
        boolean stored = calls.fill(load.key(), load.lease(), entry(Long.toString(load.position())), load.read());
        leases.remove(load.key(), load.lease());
        history.add("fill " + load.key() + " with " + load.position() + (stored ? "" : ": refused"));
    }

    private void write(long key) {
        long own = ++position;
        List<String> all = List.copyOf(tags.apply(key));
        switch (random.nextInt(3)) {
            case 0 -> later("invalidate " + key, own, () -> calls.invalidate(key, commit(1, own)), Set.of(key));
            case 1 -> later("put " + key, own, () -> calls.put(key, Long.toString(own), commit(1, own)), Set.of(key));
            default -> {
                String tag = all.get(random.nextInt(all.size()));
                later("invalidate tag " + tag, own, () -> calls.invalidateTag(tag, commit(1, own)), tagged(tag));
            }
        }
    }

    private Set<Long> tagged(String tag) {
        Set<Long> keys = new java.util.HashSet<>();
        for (long key = 0; key < KEYS; key++) {
            if (tags.apply(key).contains(tag)) {
                keys.add(key);
            }
        }
        return keys;
    }

    private void later(String what, long own, Runnable telling, Set<Long> keys) {
        history.add("commit at " + own);
        messages.add(new Message(
                own,
                () -> {
                    telling.run();
                    history.add(what + " at " + own);
                },
                keys));
    }

    private void tell() {
        if (messages.isEmpty()) {
            return;
        }
        Message message = messages.remove(random.nextInt(messages.size()));
        message.telling().run();
        message.keys().forEach(key -> {
            told.merge(key, message.position(), Math::max);
            leases.remove(key);
        });
    }

    private void check() {
        for (long key = 0; key < KEYS; key++) {
            String value = calls.value(key);
            if (value != null) {
                assertThat(Long.parseLong(value))
                        .as(describe("value of key " + key))
                        .isGreaterThanOrEqualTo(told.getOrDefault(key, 0L));
            }
        }
    }

    /** All is told: what a primary has read is stored, and stays. */
    private void settle() {
        loads.forEach(load -> calls.release(load.key(), load.lease()));
        for (long key = 0; key < KEYS; key++) {
            assertThat(calls.load(key, "settled", Freshness.current()))
                    .as(describe("key " + key))
                    .isTrue();
            assertThat(calls.value(key)).as(describe("key " + key)).isEqualTo("settled");
        }
    }

    private String describe(String what) {
        return what + ", seed " + seed + ": " + history;
    }
}
