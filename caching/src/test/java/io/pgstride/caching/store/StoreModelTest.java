package io.pgstride.caching.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.caching.CaffeineBackend;
import io.pgstride.core.Freshness;
import io.pgstride.core.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The controls of the model: stores that leave out a part of the protocol are found out. */
class StoreModelTest {
    private static final Set<String> TAGS = Set.of("all");

    private static CacheStore<Long, String> store() {
        return new CaffeineBackend<Long, String>(1_000)
                .open(new StoreSettings<>(
                        "prices", 1, key -> TAGS, Duration.ofMinutes(5), Clock.systemUTC(), Telemetry.none()));
    }

    private static void assertFoundOut(Supplier<CacheStore<Long, String>> stores) {
        assertThatThrownBy(() -> {
                    for (int seed = 0; seed < 20; seed++) {
                        new StoreModel(stores.get(), key -> TAGS, seed).play(300);
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed");
    }

    @Test
    void whoTakesEachReadForAPrimarysIsFoundOut() {
        assertFoundOut(() -> new ForwardingStore(store()) {
            @Override
            public CompletionStage<Set<Long>> fill(Map<Long, Fill<String>> fills) {
                Map<Long, Fill<String>> trusted = new HashMap<>();
                fills.forEach(
                        (key, fill) -> trusted.put(key, new Fill<>(fill.lease(), fill.entry(), Freshness.current())));
                return super.fill(trusted);
            }
        });
    }

    @Test
    void whoStoresWithoutALeaseIsFoundOut() {
        assertFoundOut(() -> new ForwardingStore(store()) {
            @Override
            public CompletionStage<Set<Long>> fill(Map<Long, Fill<String>> fills) {
                Map<Long, Fill<String>> leased = new HashMap<>();
                fills.forEach((key, fill) -> super.claim(Set.of(key), StoreCalls.LEASE, true)
                        .thenAccept(claims -> leased.put(
                                key,
                                claims.get().get(key) instanceof Claim.Won<String> won
                                        ? new Fill<>(won, fill.entry(), fill.read())
                                        : fill)));
                return super.fill(leased);
            }
        });
    }

    @Test
    void whoForgetsFencesIsFoundOut() {
        assertFoundOut(() -> new ForwardingStore(store()) {
            @Override
            public CompletionStage<Void> invalidate(Set<Long> keys, Fence fence) {
                return super.invalidate(keys, StoreCalls.commit(1, 0));
            }
        });
    }

    @Test
    void whoForgetsTheFencesOfTagsIsFoundOut() {
        assertFoundOut(() -> new ForwardingStore(store()) {
            @Override
            public CompletionStage<Void> invalidateTags(Set<String> tags, Fence fence) {
                return super.invalidateTags(tags, StoreCalls.commit(1, 0));
            }
        });
    }

    @Test
    void whoStoresEachPutIsFoundOut() {
        assertFoundOut(() -> new ForwardingStore(store()) {
            @Override
            public CompletionStage<Void> put(Long key, Entry<String> entry, Fence commit) {
                return super.put(key, entry, Fence.closed());
            }
        });
    }
}
