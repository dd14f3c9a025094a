package io.pgstride.caching.store;

import static io.pgstride.caching.store.StoreCalls.LEASE;
import static io.pgstride.caching.store.StoreCalls.commit;
import static io.pgstride.caching.store.StoreCalls.done;
import static io.pgstride.caching.store.StoreCalls.entry;
import static io.pgstride.caching.store.StoreCalls.replica;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgstride.core.Freshness;
import io.pgstride.core.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store keeps of what {@link CacheStore} says. Keys below 10 have the tag {@code low}, even ones {@code even}. */
public abstract class CacheStoreContract {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Duration SHORT = Duration.ofMillis(60);

    /** On both sides of where signed numbers, floating point and the order of texts go wrong. */
    private static final List<Fence> RISING = List.of(
            commit(1, 0),
            commit(1, 9),
            commit(1, 10),
            commit(1, 0xFFFF_FFFFL),
            commit(1, 1L << 53),
            commit(1, (1L << 53) + 1),
            commit(1, Long.MAX_VALUE),
            commit(1, -1),
            commit(2, 5),
            commit(16, 0),
            commit(Integer.MAX_VALUE, 3),
            Fence.now(),
            Fence.now().and(commit(2, 5)),
            Fence.now().and(commit(Integer.MAX_VALUE, 3)),
            Fence.closed());

    private CacheStore<Long, String> store;
    private StoreCalls calls;

    /** {@return where the store under test comes from} */
    protected abstract CacheBackend<Long, String> backend();

    /**
     * {@return the settings of a cache that nobody had before}
     *
     * @param fenceTime how long fences stand
     */
    protected static StoreSettings<Long> settings(Duration fenceTime) {
        return new StoreSettings<>(
                "contract-" + NUMBER.incrementAndGet(),
                1,
                CacheStoreContract::tags,
                fenceTime,
                Clock.systemUTC(),
                Telemetry.none());
    }

    private static Set<String> tags(long key) {
        return key >= 10 ? Set.of() : key % 2 == 0 ? Set.of("low", "even") : Set.of("low");
    }

    @BeforeEach
    void open() {
        open(Duration.ofMinutes(5));
    }

    private void open(Duration fenceTime) {
        store = backend().open(settings(fenceTime));
        calls = new StoreCalls(store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void whatIsFilledIsFound() {
        assertThat(store.near(1L)).isNull();
        assertThat(calls.find(1)).isNull();
        Entry<String> entry = entry("one");
        assertThat(calls.fill(1, calls.won(1), entry, Freshness.current())).isTrue();
        assertThat(calls.find(1)).isEqualTo(entry);
        assertThat(calls.find(2)).isNull();
    }

    @Test
    void absenceIsAnEntryToo() {
        Entry<String> absent = entry(null);
        assertThat(calls.fill(1, calls.won(1), absent, Freshness.current())).isTrue();
        assertThat(calls.find(1)).isEqualTo(absent);
    }

    @Test
    void manyKeysAreAskedAtOnce() {
        Map<Long, Fill<String>> fills = new HashMap<>();
        Set<Long> keys = Set.of(1L, 2L, 3L, 40L);
        done(store.claim(keys, LEASE, false))
                .get()
                .forEach((key, claim) -> fills.put(
                        key, new Fill<>((Claim.Won<String>) claim, entry("value " + key), Freshness.current())));
        assertThat(done(store.fill(fills))).isEqualTo(keys);
        assertThat(done(store.find(Set.of(1L, 2L, 3L, 40L, 50L))).get())
                .hasSize(4)
                .allSatisfy((key, entry) -> assertThat(entry.value()).isEqualTo("value " + key));
        done(store.invalidate(Set.of(1L, 40L), commit(1, 1)));
        assertThat(done(store.find(keys)).get()).containsOnlyKeys(2L, 3L);
        assertThat(done(store.find(Set.of())).get()).isEmpty();
        assertThat(done(store.claim(Set.of(), LEASE, false)).get()).isEmpty();
        assertThat(done(store.fill(Map.of()))).isEmpty();
    }

    @Test
    void aLeaseIsGrantedWhereThereIsNone() {
        Claim.Won<String> lease = calls.won(1);
        assertThat(lease.fence()).isEmpty();
        for (boolean refresh : List.of(true, false)) {
            assertThat(calls.claim(1, LEASE, refresh))
                    .isInstanceOfSatisfying(
                            Claim.Busy.class,
                            busy -> assertThat(busy.remaining()).isPositive().isLessThanOrEqualTo(LEASE));
        }
        calls.release(1, lease);
        assertThat(calls.claim(1, LEASE, false)).isInstanceOf(Claim.Won.class);
        assertThat(calls.fill(1, lease, "released")).isFalse();
    }

    @Test
    void onlyItsOwnLeaseIsReleased() {
        Claim.Won<String> first = calls.won(1);
        calls.release(1, first);
        Claim.Won<String> second = calls.won(1);
        calls.release(1, first);
        assertThat(calls.claim(1, LEASE, true)).isInstanceOf(Claim.Busy.class);
        assertThat(calls.fill(1, second, "second")).isTrue();
    }

    @Test
    void whatIsFreshIsTheAnswerUnlessItIsToBeRefreshed() {
        calls.load(1, "one", Freshness.current());
        assertThat(calls.claim(1, LEASE, false))
                .isInstanceOfSatisfying(
                        Claim.Found.class, found -> assertThat(found.entry()).isEqualTo(calls.find(1)));
        Claim.Won<String> lease = (Claim.Won<String>) calls.claim(1, LEASE, true);
        assertThat(calls.value(1)).isEqualTo("one");
        assertThat(calls.claim(1, LEASE, false)).isInstanceOf(Claim.Found.class);
        assertThat(calls.fill(1, lease, "two")).isTrue();
        assertThat(calls.value(1)).isEqualTo("two");
    }

    /** Whoever was told that there is an entry holds nothing. */
    @Test
    void anAnswerIsNoLease() {
        calls.load(1, "one", Freshness.current());
        assertThat(calls.claim(1, LEASE, false)).isInstanceOf(Claim.Found.class);
        await().until(() -> calls.claim(1, LEASE, true) instanceof Claim.Won);
    }

    @Test
    void whatIsNotFreshAnyMoreIsThereAndIsClaimed() {
        Entry<String> old = entry("old", Duration.ZERO, Duration.ofMinutes(1));
        calls.fill(1, calls.won(1), old, Freshness.current());
        assertThat(calls.find(1)).isEqualTo(old);
        assertThat(calls.claim(1, LEASE, false)).isInstanceOf(Claim.Won.class);
    }

    @Test
    void aLeaseEndsWithItsFill() {
        Claim.Won<String> lease = calls.won(1);
        assertThat(calls.fill(1, lease, "one")).isTrue();
        assertThat(calls.fill(1, lease, "two")).isFalse();
        assertThat(calls.value(1)).isEqualTo("one");
        assertThat(calls.claim(1, LEASE, true)).isInstanceOf(Claim.Won.class);
    }

    @Test
    void aLeaseEndsWithARefusedFillToo() {
        calls.invalidate(1, Fence.closed());
        assertThat(calls.load(1, "one", Freshness.current())).isFalse();
        assertThat(calls.claim(1, LEASE, true)).isInstanceOf(Claim.Won.class);
    }

    @Test
    void aLeaseEndsByItselfAndWhoeverHadItStoresNothing() {
        Claim.Won<String> late = (Claim.Won<String>) calls.claim(1, SHORT, false);
        await().until(() -> calls.claim(1, SHORT, false) instanceof Claim.Won);
        assertThat(calls.fill(1, late, "late")).isFalse();
        assertThat(calls.find(1)).isNull();
    }

    @Test
    void anInvalidationTakesTheEntryAndEndsTheLeaseAndLeavesItsFence() {
        calls.load(1, "one", Freshness.current());
        Claim.Won<String> lease = calls.won(1);
        calls.invalidate(1, commit(1, 100));
        assertThat(calls.find(1)).isNull();
        assertThat(store.near(1L)).isNull();
        assertThat(calls.fill(1, lease, "read before")).isFalse();
        assertThat(calls.find(1)).isNull();
        assertThat(calls.won(1).fence()).contains(commit(1, 100));
        assertThat(calls.won(2).fence()).isEmpty();
    }

    @Test
    void onlyWhatPassesTheFenceIsStored() {
        List<Freshness> reads = List.of(
                Freshness.current(),
                new Freshness.Current(OptionalInt.of(1)),
                new Freshness.Current(OptionalInt.of(2)),
                replica(1, 9),
                replica(1, 10),
                replica(1, -1),
                replica(2, 5),
                replica(2, 6),
                new Freshness.Unknown());
        long key = 100;
        for (Freshness read : reads) {
            assertThat(calls.load(++key, "no fence", read))
                    .as("%s", read)
                    .isEqualTo(!(read instanceof Freshness.Unknown));
            for (Fence fence : RISING) {
                calls.invalidate(++key, fence);
                assertThat(calls.load(key, "read", read))
                        .as("%s, %s", read, fence)
                        .isEqualTo(fence.passes(read));
                assertThat(calls.find(key) != null).isEqualTo(fence.passes(read));
            }
        }
    }

    @Test
    void theGreaterFenceStandsWhicheverCameFirst() {
        long key = 100;
        for (Fence one : RISING) {
            for (Fence other : RISING) {
                calls.invalidate(++key, one);
                calls.invalidate(key, other);
                assertThat(calls.won(key).fence()).as("%s, %s", one, other).contains(one.and(other));
            }
        }
    }

    @Test
    void aFenceOutlivesWhatIsStoredOverIt() {
        calls.invalidate(1, commit(1, 100));
        Entry<String> soonOver = entry("passed", SHORT, SHORT);
        assertThat(calls.fill(1, calls.won(1), soonOver, replica(1, 100))).isTrue();
        await().until(() -> System.currentTimeMillis() > soonOver.usableUntil() + 5);
        Claim.Won<String> lease = (Claim.Won<String>) calls.claim(1, LEASE, false);
        assertThat(lease.fence()).contains(commit(1, 100));
        assertThat(calls.fill(1, lease, entry("lagging"), replica(1, 99))).isFalse();
    }

    @Test
    void aFenceStandsForItsTime() {
        open(SHORT);
        calls.invalidate(1, commit(1, 100));
        await().until(() -> {
            Claim.Won<String> lease = calls.won(1);
            calls.release(1, lease);
            return lease.fence().isEmpty();
        });
        assertThat(calls.load(1, "lagging", replica(1, 99))).isTrue();
    }

    @Test
    void ofTwoPutsTheLaterCommitStaysWhicheverComesFirst() {
        calls.put(10, "first", commit(1, 100));
        assertThat(calls.value(10)).isEqualTo("first");
        calls.put(10, "second", commit(1, 200));
        assertThat(calls.value(10)).isEqualTo("second");
        calls.put(11, "second", commit(1, 200));
        calls.put(11, "first", commit(1, 100));
        assertThat(calls.value(11)).isEqualTo("second");
        calls.put(11, "first", commit(1, 100));
        assertThat(calls.value(11)).isEqualTo("second");
    }

    @Test
    void aPutIsStoredUnlessSomethingLaterStoodThere() {
        calls.invalidate(10, commit(1, 200));
        calls.put(10, "earlier", commit(1, 100));
        assertThat(calls.find(10)).isNull();
        calls.invalidate(11, commit(1, 100));
        calls.put(11, "later", commit(1, 200));
        assertThat(calls.value(11)).isEqualTo("later");
        calls.put(12, "then invalidated", commit(1, 100));
        calls.invalidate(12, commit(1, 200));
        assertThat(calls.find(12)).isNull();
    }

    @Test
    void aPutGoesByWhatTheEntryThereHasSeen() {
        calls.load(10, "of a replica behind", replica(1, 99));
        calls.put(10, "put", commit(1, 100));
        assertThat(calls.value(10)).isEqualTo("put");
        calls.load(11, "of a replica beyond", replica(1, 101));
        calls.put(11, "put", commit(1, 100));
        assertThat(calls.value(11)).isEqualTo("of a replica beyond");
        calls.load(12, "of a primary, nobody knows when", Freshness.current());
        calls.put(12, "put", commit(1, 100));
        assertThat(calls.find(12)).isNull();
    }

    @Test
    void aPutEndsTheLeaseAndLeavesItsCommit() {
        Claim.Won<String> lease = calls.won(10);
        calls.put(10, "put", commit(1, 100));
        assertThat(calls.fill(10, lease, "read before")).isFalse();
        assertThat(calls.value(10)).isEqualTo("put");
        assertThat(calls.won(10).fence()).contains(commit(1, 100));
    }

    @Test
    void aTagTakesItsEntries() {
        for (long key : List.of(1L, 2L, 12L)) {
            calls.load(key, "loaded", Freshness.current());
        }
        calls.invalidateTag("even", commit(1, 100));
        assertThat(calls.value(1)).isEqualTo("loaded");
        assertThat(calls.find(2)).isNull();
        assertThat(store.near(2L)).isNull();
        assertThat(calls.value(12)).isEqualTo("loaded");
        calls.invalidateTag("low", commit(1, 100));
        assertThat(calls.find(1)).isNull();
        assertThat(calls.value(12)).isEqualTo("loaded");
        assertThat(calls.claim(1, LEASE, false)).isInstanceOf(Claim.Won.class);
    }

    @Test
    void whatWasReadBeforeATagsInvalidationIsNotFound() {
        Claim.Won<String> lease = calls.won(2);
        calls.invalidateTag("even", commit(1, 100));
        calls.fill(2, lease, "read before");
        assertThat(calls.find(2)).isNull();
        assertThat(calls.load(2, "read after", Freshness.current())).isTrue();
        assertThat(calls.value(2)).isEqualTo("read after");
    }

    @Test
    void tagsHaveFences() {
        calls.invalidateTag("low", commit(1, 100));
        calls.invalidateTag("even", commit(1, 300));
        calls.invalidateTag("even", commit(1, 50));
        calls.invalidate(2, commit(1, 200));
        assertThat(calls.won(1).fence()).contains(commit(1, 100));
        assertThat(calls.won(2).fence()).contains(commit(1, 300));
        calls.invalidate(2, commit(1, 400));
        assertThat(calls.won(2).fence()).contains(commit(1, 400));
        calls.invalidate(2, commit(1, 400));
        assertThat(calls.load(2, "lagging", replica(1, 399))).isFalse();
        assertThat(calls.load(2, "caught up", replica(1, 400))).isTrue();
        assertThat(calls.value(2)).isEqualTo("caught up");
    }

    @Test
    void aPutBehindATagsInvalidationIsNotFound() {
        calls.invalidateTag("even", commit(1, 200));
        calls.put(2, "earlier", commit(1, 100));
        assertThat(calls.find(2)).isNull();
        calls.put(2, "later", commit(1, 300));
        assertThat(calls.value(2)).isEqualTo("later");
        calls.invalidateTag("low", commit(1, 400));
        assertThat(calls.find(2)).isNull();
    }

    @Test
    void nothingThatIsFoundIsOlderThanWhatWasInvalidated() {
        long seed = System.nanoTime();
        for (int run = 0; run < 10; run++) {
            open(Duration.ofMinutes(5));
            new StoreModel(store, CacheStoreContract::tags, seed + run).play(300);
        }
    }
}
