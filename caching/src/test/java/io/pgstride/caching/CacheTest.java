package io.pgstride.caching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.ForwardingDataSource;
import io.pgstride.core.Freshness;
import io.pgstride.core.Lsn;
import io.pgstride.core.finding.Finding;
import io.pgstride.core.transaction.HookOptions;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.core.transaction.Transactions;
import io.pgstride.testing.PostgresTest;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class CacheTest {
    private final DSLContext dsl;
    private final DataSource dataSource;
    private final Transactions transactions;
    private final Prices prices = new Prices();
    private final SetClock clock = new SetClock();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Cache<Long, Long>> caches = new ArrayList<>();

    CacheTest(DSLContext dsl, DataSource dataSource) {
        this.dsl = dsl;
        this.dataSource = dataSource;
        this.transactions = Transactions.on(
                TransactionHooks.wrap(dataSource, HookOptions.ofDefaults().withTokens()));
    }

    @BeforeEach
    void create() {
        Prices.create(dsl);
    }

    @AfterEach
    void close() {
        prices.letGo();
        caches.forEach(Cache::close);
        threads.shutdown();
    }

    private CacheBuilder<Long, Long> builder() {
        return Cache.<Long, Long>builder("prices")
                .backend(new CaffeineBackend<>(1_000))
                .clock(clock)
                .expireAfter(Duration.ofMinutes(10))
                .earlyRefresh(0)
                .loader(dataSource, prices);
    }

    private Cache<Long, Long> built(CacheBuilder<Long, Long> builder) {
        Cache<Long, Long> cache = builder.build();
        caches.add(cache);
        return cache;
    }

    private CompletableFuture<Long> getting(Cache<Long, Long> cache, long id) {
        return CompletableFuture.supplyAsync(() -> cache.get(id), threads);
    }

    private void setCents(long id, long cents) {
        dsl.execute("update price set cents = ? where id = ?", cents, id);
    }

    @Test
    void aValueIsLoadedOnce() {
        Cache<Long, Long> cache = built(builder());
        assertThat(cache.get(7L)).isEqualTo(700);
        assertThat(cache.get(7L)).isEqualTo(700);
        assertThat(prices.asked()).containsExactly(Set.of(7L));
    }

    @Test
    void whatIsAbsentIsRememberedToo() {
        Cache<Long, Long> cache = built(builder());
        assertThat(cache.get(-1L)).isNull();
        assertThat(cache.get(-1L)).isNull();
        assertThat(cache.getAll(List.of(-1L, 1L))).isEqualTo(Map.of(1L, 100L));
        assertThat(prices.asked()).containsExactly(Set.of(-1L), Set.of(1L));
        clock.pass(CacheBuilder.DEFAULT_ABSENT_EXPIRY);
        assertThat(cache.get(-1L)).isNull();
        assertThat(prices.asked()).hasSize(3);
    }

    @Test
    void whatIsMissingIsLoadedInOneStatement() {
        Cache<Long, Long> cache = built(builder());
        cache.get(1L);
        assertThat(cache.getAll(List.of(1L, 2L, 3L, 2L))).isEqualTo(Map.of(1L, 100L, 2L, 200L, 3L, 300L));
        assertThat(prices.asked()).containsExactly(Set.of(1L), Set.of(2L, 3L));
    }

    @Test
    void aLoadHasNoMoreKeysThanItMay() {
        Cache<Long, Long> cache = built(builder().batchSize(2));
        assertThat(cache.getAll(List.of(1L, 2L, 3L, 4L, 5L))).hasSize(5);
        assertThat(prices.asked()).hasSize(3).allMatch(keys -> keys.size() <= 2);
    }

    @Test
    void manyWhoAskAtOnceWaitForOneLoad() throws Exception {
        Cache<Long, Long> cache = built(builder());
        prices.hold();
        List<CompletableFuture<Long>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(getting(cache, 7));
        }
        prices.awaitRead();
        prices.letGo();
        all.forEach(one -> assertThat(one.join()).isEqualTo(700));
        assertThat(prices.asked()).containsExactly(Set.of(7L));
    }

    @Test
    void twoWhoAskForTheSameKeysTheOtherWayRoundDoNotWaitForEachOther() throws Exception {
        Cache<Long, Long> cache = built(builder());
        prices.hold();
        CompletableFuture<Map<Long, Long>> one =
                CompletableFuture.supplyAsync(() -> cache.getAll(List.of(1L, 2L)), threads);
        prices.awaitRead();
        CompletableFuture<Map<Long, Long>> other =
                CompletableFuture.supplyAsync(() -> cache.getAll(List.of(3L, 2L)), threads);
        prices.awaitRead();
        CompletableFuture<Map<Long, Long>> third =
                CompletableFuture.supplyAsync(() -> cache.getAll(List.of(1L, 3L)), threads);
        prices.letGo();
        assertThat(one.get(30, TimeUnit.SECONDS)).hasSize(2);
        assertThat(other.get(30, TimeUnit.SECONDS)).hasSize(2);
        assertThat(third.get(30, TimeUnit.SECONDS)).hasSize(2);
        assertThat(prices.asked()).containsExactly(Set.of(1L, 2L), Set.of(3L));
    }

    @Test
    void whoComesAfterAnInvalidationDoesNotGetWhatWasReadBefore() throws Exception {
        Cache<Long, Long> cache = built(builder());
        prices.hold();
        CompletableFuture<Long> before = getting(cache, 7);
        prices.awaitRead();
        setCents(7, 1);
        cache.invalidate(List.of(7L));
        CompletableFuture<Long> after = getting(cache, 7);
        prices.awaitRead();
        prices.letGo();
        assertThat(after.get(30, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(before.get(30, TimeUnit.SECONDS)).isEqualTo(700);
        assertThat(cache.get(7L)).isEqualTo(1);
    }

    @Test
    void anInvalidationWaitsForTheCommit() {
        Cache<Long, Long> cache = built(builder());
        cache.get(7L);
        transactions.run(tx -> {
            tx.execute("update price set cents = 1 where id = 7");
            cache.in(tx).invalidate(7L);
            assertThat(cache.get(7L)).isEqualTo(700);
        });
        assertThat(cache.get(7L)).isEqualTo(1);
    }

    @Test
    void aRollbackInvalidatesNothing() {
        Cache<Long, Long> cache = built(builder());
        cache.get(7L);
        assertThatThrownBy(() -> transactions.run(tx -> {
                    cache.in(tx).invalidate(7L);
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);
        cache.get(7L);
        assertThat(prices.asked()).hasSize(1);
    }

    @Test
    void whatACommitWroteIsStored() {
        Cache<Long, Long> cache = built(builder());
        transactions.run(tx -> {
            tx.execute("update price set cents = 1 where id = 7");
            cache.in(tx).put(7L, 1L);
        });
        assertThat(cache.get(7L)).isEqualTo(1);
        assertThat(prices.asked()).isEmpty();
    }

    @Test
    void tagsTakeTheirEntriesAway() {
        Cache<Long, Long> cache = built(builder().tags(id -> Set.of(id % 2 == 0 ? "even" : "odd", "all")));
        cache.getAll(List.of(1L, 2L, 3L));
        cache.invalidateTags(List.of("odd"));
        cache.getAll(List.of(1L, 2L, 3L));
        assertThat(prices.asked()).containsExactly(Set.of(1L, 2L, 3L), Set.of(1L, 3L));
        cache.invalidateTags(List.of("all", "of nobody"));
        cache.getAll(List.of(1L, 2L, 3L));
        assertThat(prices.asked()).hasSize(3);
    }

    @Test
    void anEntryExpires() {
        Cache<Long, Long> cache = built(builder());
        cache.get(7L);
        setCents(7, 1);
        clock.pass(Duration.ofMinutes(9).minusSeconds(1));
        assertThat(cache.get(7L)).isEqualTo(700);
        clock.pass(Duration.ofMinutes(1).plusSeconds(1));
        assertThat(cache.get(7L)).isEqualTo(1);
    }

    @Test
    void anEntryIsGivenWhileItIsLoadedAgain() throws Exception {
        Cache<Long, Long> cache = built(builder().staleWhileRevalidate(Duration.ofMinutes(5)));
        cache.get(7L);
        prices.awaitRead();
        setCents(7, 1);
        clock.pass(Duration.ofMinutes(11));
        prices.hold();
        assertThat(cache.get(7L)).isEqualTo(700);
        prices.awaitRead();
        assertThat(cache.get(7L)).isEqualTo(700);
        prices.letGo();
        await().until(() -> cache.get(7L) == 1);
        assertThat(prices.asked()).hasSize(2);
    }

    @Test
    void whatWasInvalidatedIsNeverGivenAsStale() throws Exception {
        Cache<Long, Long> cache =
                built(builder().staleWhileRevalidate(Duration.ofMinutes(5)).staleIfError(Duration.ofMinutes(5)));
        cache.get(7L);
        clock.pass(Duration.ofMinutes(11));
        prices.hold();
        cache.get(7L);
        prices.awaitRead();
        prices.awaitRead();
        setCents(7, 1);
        cache.invalidate(List.of(7L));
        prices.letGo();
        assertThat(cache.get(7L)).isEqualTo(1);
        cache.invalidate(List.of(7L));
        prices.fail(new IllegalStateException("down"));
        assertThatThrownBy(() -> cache.get(7L)).isInstanceOf(CacheLoadException.class);
    }

    @Test
    void anEntryIsGivenWhereLoadingFails() {
        Cache<Long, Long> cache = built(builder().staleIfError(Duration.ofMinutes(5)));
        cache.get(7L);
        clock.pass(Duration.ofMinutes(11));
        prices.fail(new IllegalStateException("down"));
        assertThat(cache.get(7L)).isEqualTo(700);
        clock.pass(Duration.ofMinutes(5));
        assertThatThrownBy(() -> cache.get(7L))
                .isInstanceOf(CacheLoadException.class)
                .hasMessage("cache prices: its loader failed for 1 key, the cause tells why")
                .hasRootCauseMessage("down");
    }

    @Test
    void anEntryIsGivenWhereLoadingTakesLong() throws Exception {
        Cache<Long, Long> cache =
                built(builder().staleIfError(Duration.ofMinutes(5)).softLoadTimeout(Duration.ofMillis(20)));
        cache.get(7L);
        prices.awaitRead();
        clock.pass(Duration.ofMinutes(11));
        setCents(7, 1);
        prices.hold();
        assertThat(cache.get(7L)).isEqualTo(700);
        prices.awaitRead();
        prices.letGo();
        await().untilAsserted(() -> assertThat(cache.get(7L)).isEqualTo(1));
        assertThat(prices.asked()).hasSize(2);
    }

    @Test
    void whoHasNothingToGiveWaits() throws Exception {
        Cache<Long, Long> cache =
                built(builder().staleIfError(Duration.ofMinutes(5)).softLoadTimeout(Duration.ofMillis(20)));
        prices.hold();
        CompletableFuture<Long> waiting = getting(cache, 7);
        prices.awaitRead();
        assertThatThrownBy(() -> waiting.get(100, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        prices.letGo();
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(700);
    }

    @Test
    void manyKeysHaveOneTimeTogetherAndWhatWasLoadedStays() throws Exception {
        Cache<Long, Long> cache =
                built(builder().batchSize(1).loadTimeout(Duration.ofMillis(300)).loader(keys -> {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                    return Map.of();
                }));
        List<Long> keys = LongStream.range(0, 100).boxed().toList();
        assertThatThrownBy(() -> cache.getAll(keys))
                .isInstanceOf(CacheBusyException.class)
                .hasMessageContaining("no value after 300 ms");
        for (int i = 0; i < 100; i++) {
            try {
                assertThat(cache.getAll(keys)).isEmpty();
                return;
            } catch (CacheBusyException e) {
                assertThat(i).as("each time some more are there").isLessThan(99);
            }
        }
    }

    @Test
    void manyKeysAreManyLoadsWhateverTheStoreSays() {
        Cache<Long, Long> cache =
                built(builder().backend(new CaffeineBackend<>(100_000)).batchSize(500));
        List<Long> keys = LongStream.range(0, 10_000).boxed().toList();
        assertThat(cache.getAll(keys)).hasSize(100);
        assertThat(prices.asked()).hasSize(20).allMatch(asked -> asked.size() == 500);
        assertThat(cache.getAll(keys)).hasSize(100);
        assertThat(prices.asked()).hasSize(20);
    }

    @Test
    void aNullKeyIsRefused() {
        Cache<Long, Long> cache = built(builder());
        assertThatThrownBy(() -> cache.get(none()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("cache prices: a key is null; ask for none, or for another one");
        assertThatThrownBy(() -> cache.getAll(Arrays.asList(1L, none()))).hasMessageContaining("a key is null");
    }

    @SuppressWarnings("NullAway") // As one who does not check.
    private static Long none() {
        return null;
    }

    @Test
    void timesOfNoUseAreRefused() {
        assertThatThrownBy(() -> builder().loadTimeout(Duration.ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cache prices: loadTimeout")
                .hasMessageContaining("no longer than 3650 days");
        assertThatThrownBy(() -> builder().expireAfter(Duration.ZERO)).hasMessageContaining("longer than zero");
    }

    @Test
    void tagsThatNoEntryHasAreRefused() {
        Cache<Long, Long> cache = built(builder());
        assertThatThrownBy(() -> cache.invalidateTags(Set.of("all")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("tags(...)");
        Transactions.on(dataSource)
                .run(tx -> assertThatThrownBy(() -> cache.in(tx).invalidateTags("all"))
                        .hasMessageContaining("tags(...)"));
    }

    @Test
    void whoIsInterruptedIsToldSo() {
        Cache<Long, Long> cache = built(builder().concurrentLoads(1));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> cache.get(1L))
                .isInstanceOf(CacheBusyException.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(cache.get(1L)).isEqualTo(100);
    }

    @Test
    void threadsThatTakeNoMoreAreBusy() {
        Cache<Long, Long> cache = built(builder().executor(task -> {
            throw new RejectedExecutionException("full");
        }));
        assertThat(cache.getAsync(1L).toCompletableFuture())
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(CacheBusyException.class);
    }

    /** Somebody gives what lags as the primary. */
    @Test
    void aPrimaryThatIsBehindIsFound() {
        DataSource behind = new ForwardingDataSource(dataSource) {
            @Override
            protected Connection handOut(Connection connection) {
                return new ReplicaDataSource.Telling(
                        connection, new Freshness.AtLeast(new ConsistencyToken(1, Lsn.parse("0/1"))));
            }
        };
        Cache<Long, Long> cache = built(builder().loader(behind, prices));
        cache.invalidate(List.of(1L));
        for (int i = 0; i < 100; i++) {
            assertThat(cache.get(1L)).isEqualTo(100);
        }
        assertThat(cache.findings()).extracting(Finding::key).contains("caching.primary-is-behind");
    }

    @Test
    void aSoftTimeoutThatCannotBeIsRefused() {
        assertThatThrownBy(
                        () -> builder().softLoadTimeout(Duration.ofMillis(20)).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("staleIfError");
        assertThatThrownBy(() -> builder()
                        .staleIfError(Duration.ofMinutes(1))
                        .softLoadTimeout(Duration.ofSeconds(10))
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("shorter than loadTimeout PT10S");
    }

    @Test
    void aFailureIsNotRemembered() {
        Cache<Long, Long> cache = built(builder());
        prices.fail(new IllegalStateException("down"));
        assertThatThrownBy(() -> cache.get(7L)).isInstanceOf(CacheLoadException.class);
        prices.fail(null);
        assertThat(cache.get(7L)).isEqualTo(700);
    }

    /** Who is early is given what there is; who is late would wait for what is loaded. */
    @Test
    void entriesAreLoadedAgainALittleBeforeTheyExpire() {
        Cache<Long, Long> cache = built(builder().earlyRefresh(100).executor(Runnable::run));
        cache.get(7L);
        setCents(7, 1);
        Long given = 0L;
        while (prices.asked().size() == 1) {
            clock.pass(Duration.ofMillis(10));
            given = cache.get(7L);
        }
        assertThat(given).isEqualTo(700);
        assertThat(cache.get(7L)).isEqualTo(1);
    }

    @Test
    void noMoreLoadsRunAtOnceThanMay() throws Exception {
        Cache<Long, Long> cache = built(builder().concurrentLoads(2).loadTimeout(Duration.ofSeconds(1)));
        prices.hold();
        CompletableFuture<Long> one = getting(cache, 1);
        CompletableFuture<Long> other = getting(cache, 2);
        prices.awaitRead();
        prices.awaitRead();
        assertThatThrownBy(() -> cache.get(3L))
                .isInstanceOf(CacheBusyException.class)
                .hasMessageContaining("at most 2 loads at once");
        prices.letGo();
        assertThat(one.get(30, TimeUnit.SECONDS)).isEqualTo(100);
        assertThat(other.get(30, TimeUnit.SECONDS)).isEqualTo(200);
        assertThat(cache.get(3L)).isEqualTo(300);
    }

    @Test
    void nobodyIsBlockedByAnAsynchronousGet() throws Exception {
        Cache<Long, Long> cache = built(builder());
        prices.hold();
        CompletableFuture<Long> value = cache.getAsync(7L).toCompletableFuture();
        prices.awaitRead();
        assertThat(value).isNotDone();
        prices.letGo();
        assertThat(value.get(30, TimeUnit.SECONDS)).isEqualTo(700);
        assertThat(cache.getAllAsync(List.of(7L)).toCompletableFuture()).isCompletedWithValue(Map.of(7L, 700L));
    }

    @Test
    void whatIsReadWithinSomebodysTransactionIsNotStored() throws Exception {
        try (var connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("update price set cents = 1 where id = 7");
            Cache<Long, Long> cache = built(builder().loader(new OneConnection(connection), prices));
            assertThat(cache.get(7L)).isEqualTo(1);
            connection.rollback();
            assertThat(cache.get(7L)).isEqualTo(700);
        }
    }
}
