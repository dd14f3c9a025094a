package io.pgstride.examples.caching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgstride.caching.Cache;
import io.pgstride.caching.CacheLoader;
import io.pgstride.caching.CaffeineBackend;
import io.pgstride.core.pool.Pools;
import io.pgstride.core.transaction.HookOptions;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.core.transaction.Transactions;
import io.pgstride.routing.RoutingDataSource;
import io.pgstride.routing.RoutingHost;
import io.pgstride.testing.ClusterHost;
import io.pgstride.testing.PostgresCluster;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One token from commit to cache: what a replica has not replayed is not stored, and is read from the primary instead. */
class RoutedCacheTest {
    private static PostgresCluster cluster;
    private static RoutingDataSource routing;
    private static DataSource dataSource;

    /** Whether each load ran on a replica. */
    private final List<Boolean> onReplica = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() {
        cluster = PostgresCluster.builder().standbys(1).start();
        String database = cluster.createDatabase("shop");
        routing = RoutingDataSource.builder()
                .host(RoutingHost.of(
                        "a", Pools.server(cluster.primary().url(database)).config()))
                .host(RoutingHost.of("b", Pools.replica(standby().url(database)).config()))
                .build();
        dataSource = TransactionHooks.wrap(routing, HookOptions.ofDefaults().withTokens());
        Transactions.on(dataSource).run(dsl -> {
            dsl.execute("create table price (id bigint primary key, cents bigint not null)");
            dsl.execute("insert into price values (1, 100)");
        });
        cluster.awaitCaughtUp();
    }

    @AfterAll
    static void stop() {
        routing.close();
        cluster.close();
    }

    private static ClusterHost standby() {
        return cluster.standbys().get(0);
    }

    private Long load(DSLContext dsl, Long id) {
        onReplica.add(dsl.fetchSingle("select pg_is_in_recovery()").get(0, Boolean.class));
        return dsl.fetchSingle("select cents from price where id = ?", id).get(0, Long.class);
    }

    @Test
    void whatAReplicaHasNotReplayedIsReadFromThePrimary() {
        // tag::cache[]
        Cache<Long, Long> prices = Cache.<Long, Long>builder("prices")
                .backend(new CaffeineBackend<>(10_000))
                .loader(routing.readOnly(), routing.primary(), CacheLoader.each(this::load))
                .build();
        // end::cache[]
        try (prices) {
            await().until(() -> isStored(prices));
            assertThat(onReplica).last().isEqualTo(true);
            standby().pauseReplay();
            setCents(prices, 200);
            onReplica.clear();
            assertThat(prices.get(1L)).isEqualTo(200);
            assertThat(prices.get(1L)).isEqualTo(200);
            assertThat(onReplica).as("too old a replica, then the primary").containsExactly(true, false);

            standby().resumeReplay();
            setCents(prices, 300);
            cluster.awaitCaughtUp();
            await().until(() -> routing.hosts().get(1).lagBytes().orElseThrow() == 0);
            onReplica.clear();
            assertThat(prices.get(1L)).isEqualTo(300);
            assertThat(prices.get(1L)).isEqualTo(300);
            assertThat(onReplica).containsExactly(true);
        } finally {
            standby().resumeReplay();
        }
    }

    /** A connection that is younger than the last probe is trusted from the next one on. */
    private boolean isStored(Cache<Long, Long> prices) {
        prices.get(1L);
        int loads = onReplica.size();
        prices.get(1L);
        return !onReplica.isEmpty() && onReplica.size() == loads;
    }

    private static void setCents(Cache<Long, Long> prices, long cents) {
        Transactions.on(dataSource).run(dsl -> {
            dsl.execute("update price set cents = ? where id = 1", cents);
            prices.in(dsl).invalidate(1L);
        });
    }
}
