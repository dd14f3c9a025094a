package io.pgstride.caching;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.caching.store.CacheBackend;
import io.pgstride.core.transaction.HookOptions;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.core.transaction.Transactions;
import io.pgstride.testing.ClusterHost;
import io.pgstride.testing.PostgresCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A key is read and written at once, again and again; when both are through, what the cache gives is compared with the row. Reads come from the primary, or from a
 * standby whose replay is paused and resumed. A control: leases that do not ask what a read has seen; those who extend this add the usual ways.
 */
public abstract class StaleRaceContract {
    private static final int ROUNDS = 400 * Math.max(1, Integer.getInteger("pgstride.stress", 1));
    private static final long LONGEST_PAUSE_NANOS = 1_000_000;

    private static PostgresCluster cluster;
    private static DataSource primary;
    private static DataSource standby;
    private static Transactions transactions;
    private static ExecutorService threads;

    private final long seed = System.nanoTime();

    private final List<Cache<?, ?>> caches = new ArrayList<>();

    @AfterEach
    void closeCaches() {
        caches.forEach(Cache::close);
    }

    @BeforeAll
    static void start() {
        cluster = PostgresCluster.builder().standbys(1).start();
        String database = cluster.createDatabase("races");
        primary = Pools.of(cluster.primary().url(database));
        standby = Pools.of(cluster.standbys().get(0).url(database));
        transactions = Transactions.on(
                TransactionHooks.wrap(primary, HookOptions.ofDefaults().withTokens()));
        DSL.using(primary, SQLDialect.POSTGRES).execute("create table price (id bigint primary key, cents bigint)");
        DSL.using(primary, SQLDialect.POSTGRES)
                .execute("insert into price select n, 0 from generate_series(0, 1000000) n limit ?", ROUNDS);
        cluster.awaitCaughtUp();
        threads = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void stop() {
        threads.shutdown();
        Pools.close(primary);
        Pools.close(standby);
        cluster.close();
    }

    @Test
    void nothingStaleStaysBehindReadsOfThePrimary() {
        assertThat(stale(cached(primary), false)).as("seed " + seed).isZero();
    }

    @Test
    void nothingStaleStaysBehindReadsOfALaggingReplica() {
        assertThat(stale(cached(new ReplicaDataSource(standby, true)), true))
                .as("seed " + seed)
                .isZero();
    }

    @Test
    void leasesAloneLeaveStaleEntriesOfALaggingReplica() {
        assertThat(stale(cached(new ReplicaDataSource(standby, false)), true))
                .as("seed " + seed)
                .isPositive();
    }

    /** {@return where the entries are kept} */
    protected abstract CacheBackend<Long, Long> backend();

    /**
     * A way to read through a cache, and to say within a transaction that a key changes.
     *
     * @param get reads
     * @param changing says so
     */
    public record Way(LongFunction<Long> get, Changing changing) {}

    /** Says that a key changes. */
    @FunctionalInterface
    public interface Changing {
        /**
         * Says so.
         *
         * @param transaction that changes it
         * @param id of the row
         */
        void change(DSLContext transaction, long id);
    }

    private Way cached(DataSource reads) {
        Cache<Long, Long> cache = Cache.<Long, Long>builder("prices")
                .backend(backend())
                .loader(reads, primary, CacheLoader.each(StaleRaceContract::read))
                .build();
        caches.add(cache);
        return new Way(cache::get, (transaction, id) -> cache.in(transaction).invalidate(id));
    }

    /**
     * {@return what is in a row, after a pause}
     *
     * @param id of the row
     */
    protected static Long readRow(long id) {
        return read(DSL.using(primary, SQLDialect.POSTGRES), id);
    }

    private static Long read(DSLContext dsl, long id) {
        Long cents = dsl.fetchSingle("select cents from price where id = ?", id).get(0, Long.class);
        pause();
        return cents;
    }

    /** Between the read and what is made of it, so that the other one comes between. */
    private static void pause() {
        LockSupport.parkNanos((long) (Math.random() * LONGEST_PAUSE_NANOS));
    }

    /**
     * {@return how often a value was left behind}
     *
     * @param way to be tried
     * @param lagging whether replay is paused and resumed meanwhile
     */
    protected int stale(Way way, boolean lagging) {
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> chaos = lagging
                ? CompletableFuture.runAsync(() -> pauseAndResume(over), threads)
                : CompletableFuture.completedFuture(null);
        int stale = 0;
        for (long id = 0; id < ROUNDS; id++) {
            long key = id;
            both(() -> way.get().apply(key), () -> change(way, key));
            long row = DSL.using(primary, SQLDialect.POSTGRES)
                    .fetchSingle("select cents from price where id = ?", key)
                    .get(0, Long.class);
            stale += way.get().apply(key) == row ? 0 : 1;
        }
        over.set(true);
        chaos.join();
        return stale;
    }

    private static void both(Runnable one, Runnable other) {
        Consumer<Runnable> later = work -> {
            pause();
            work.run();
        };
        CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> later.accept(one), threads);
        later.accept(other);
        reading.join();
    }

    private static void change(Way way, long id) {
        transactions.run(dsl -> {
            dsl.execute("update price set cents = cents + 1 where id = ?", id);
            way.changing().change(dsl, id);
        });
    }

    private void pauseAndResume(AtomicBoolean over) {
        Random random = new Random(seed);
        ClusterHost replica = cluster.standbys().get(0);
        while (!over.get()) {
            replica.pauseReplay();
            LockSupport.parkNanos(random.nextInt(20_000_000));
            replica.resumeReplay();
            LockSupport.parkNanos(random.nextInt(10_000_000));
        }
    }
}
