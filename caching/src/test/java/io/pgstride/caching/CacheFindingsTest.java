package io.pgstride.caching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgstride.core.finding.Finding;
import io.pgstride.testing.PostgresTest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;

@PostgresTest
class CacheFindingsTest {
    private static final int MANY = 5_000;

    private final DataSource dataSource;

    CacheFindingsTest(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    private CacheBuilder<Long, Long> builder(CacheLoader<Long, Long> loader) {
        return Cache.<Long, Long>builder("findings")
                .backend(new CaffeineBackend<>(10_000))
                .loader(dataSource, loader);
    }

    private static CacheBuilder<Long, Long> inMemory() {
        return Cache.<Long, Long>builder("findings")
                .backend(new CaffeineBackend<>(10_000))
                .loader(keys -> keys.stream().collect(Collectors.toMap(key -> key, key -> key * key)));
    }

    private static Map<Long, Long> squares(DSLContext dsl, Set<Long> keys) {
        Map<Long, Long> squares = new HashMap<>();
        dsl.fetch("select n, n * n from unnest(?::bigint[]) n", (Object) keys.toArray(Long[]::new))
                .forEach(row -> squares.put(row.get(0, Long.class), row.get(1, Long.class)));
        return squares;
    }

    private static List<String> keys(Cache<?, ?> cache) {
        return cache.findings().stream().map(Finding::key).toList();
    }

    @Test
    void aCacheThatIsOfUseHasNone() {
        try (Cache<Long, Long> cache = inMemory().build()) {
            assertThat(cache.findings()).isEmpty();
            for (long i = 0; i < MANY; i++) {
                assertThat(cache.get(i % 50)).isEqualTo((i % 50) * (i % 50));
            }
            assertThat(cache.findings()).isEmpty();
        }
    }

    @Test
    void mostlyMissesAreFoundUntilThereAreHits() {
        try (Cache<Long, Long> cache = inMemory().build()) {
            AtomicLong next = new AtomicLong();
            await().untilAsserted(() -> {
                for (int i = 0; i < MANY; i++) {
                    cache.get(next.incrementAndGet());
                }
                assertThat(cache.findings()).singleElement().satisfies(finding -> {
                    assertThat(finding.key()).isEqualTo("caching.low-hit-rate");
                    assertThat(finding.subject()).isEqualTo("findings");
                    assertThat(finding.evidence()).containsEntry("hit-rate", 0.0);
                });
            });
            await().untilAsserted(() -> {
                for (int i = 0; i < MANY; i++) {
                    cache.get(next.get());
                }
                assertThat(cache.findings()).isEmpty();
            });
        }
    }

    @Test
    void loadsThatOutliveHalfTheirLeaseAreFound() {
        CacheLoader<Long, Long> slow = (dsl, keys) -> {
            dsl.execute("select pg_sleep(0.003)");
            return squares(dsl, keys);
        };
        try (Cache<Long, Long> cache = builder(slow).lease(Duration.ofMillis(5)).build()) {
            for (long i = 0; i < 150; i++) {
                cache.get(i);
            }
            assertThat(keys(cache)).containsExactly("caching.slow-loads");
        }
    }

    @Test
    void loadsThatFailAreFound() {
        CacheLoader<Long, Long> failing = (dsl, keys) -> {
            throw new IllegalStateException("fails");
        };
        try (Cache<Long, Long> cache = builder(failing).build()) {
            for (long i = 0; i < 150; i++) {
                long key = i;
                assertThatThrownBy(() -> cache.get(key)).isInstanceOf(CacheLoadException.class);
            }
            assertThat(keys(cache)).containsExactly("caching.failing-loads");
        }
    }

    @Test
    void loadsForWhichThereIsNoRoomAreFound() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        CacheLoader<Long, Long> held = (dsl, keys) -> {
            reading.countDown();
            gate.await();
            return squares(dsl, keys);
        };
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Cache<Long, Long> cache = builder(held)
                .concurrentLoads(1)
                .loadTimeout(Duration.ofMillis(2))
                .build()) {
            Future<Long> first = threads.submit(() -> cache.get(0L));
            reading.await();
            for (long i = 1; i < 150; i++) {
                long key = i;
                assertThatThrownBy(() -> cache.get(key)).isInstanceOf(CacheBusyException.class);
            }
            assertThat(keys(cache)).containsExactly("caching.rejected-loads");
            gate.countDown();
            assertThat(first.get()).isZero();
        } finally {
            gate.countDown();
            threads.shutdown();
        }
    }
}
