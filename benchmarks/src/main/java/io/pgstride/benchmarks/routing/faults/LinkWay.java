package io.pgstride.benchmarks.routing.faults;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.benchmarks.routing.Pools;
import io.pgstride.benchmarks.server.Replicas;
import io.pgstride.routing.HostState;
import io.pgstride.routing.RoutingDataSource;
import io.pgstride.routing.RoutingHost;
import io.pgstride.testing.ClusterHost;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * A way to read over two replicas, to the first of which the link is by the proxy.
 *
 * @param watch whether it takes that one to be up; empty for one that does not watch
 */
record LinkWay(Lending lending, Optional<BooleanSupplier> watch, Runnable closing) {
    private static final Duration PROBE_TIMEOUT = Duration.ofMillis(250);

    /** Ends what is under way on a link that answers no more: nothing else does. */
    private static final String SOCKET_TIMEOUT_SECONDS = "1";

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    static LinkWay pgstride(Replicas servers, int threads) {
        ClusterHost harmed = servers.host(1);
        RoutingDataSource router = RoutingDataSource.builder()
                .slowStart(Duration.ZERO)
                .probeTimeout(PROBE_TIMEOUT)
                .host(Pools.host(servers, servers.host(0), threads))
                .host(RoutingHost.of(harmed.name(), proxied(servers, threads)))
                .host(Pools.host(servers, servers.host(2), threads))
                .build();
        return new LinkWay(
                router.readOnly()::getConnection,
                Optional.of(() -> router.hosts().get(1).state() == HostState.UP),
                router::close);
    }

    /** The control: the two in turns, whatever comes of it. */
    static LinkWay roundRobin(Replicas servers, int threads) {
        HikariDataSource one = new HikariDataSource(proxied(servers, threads));
        HikariDataSource other = Pools.pool(servers.url(servers.host(2)), threads);
        AtomicInteger turn = new AtomicInteger();
        return new LinkWay(
                () -> ((turn.getAndIncrement() & 1) == 0 ? one : other).getConnection(), Optional.empty(), () -> {
                    one.close();
                    other.close();
                });
    }

    private static HikariConfig proxied(Replicas servers, int threads) {
        HikariConfig config = Pools.config(servers.host(1).proxiedUrl(servers.database()), threads);
        config.addDataSourceProperty("socketTimeout", SOCKET_TIMEOUT_SECONDS);
        return config;
    }

    /** Blocks until it has noticed; one that does not watch has nothing to notice. */
    void awaitNoticed(boolean up) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (watch.isPresent() && watch.get().getAsBoolean() != up) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(
                        "the harmed host is not " + (up ? "up" : "down") + " after " + PATIENCE);
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    /** Hands out connections. */
    @FunctionalInterface
    interface Lending {
        Connection take() throws SQLException;
    }
}
