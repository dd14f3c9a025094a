package io.pgstride.benchmarks.routing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.benchmarks.server.Replicas;
import io.pgstride.routing.RoutingDataSource;
import io.pgstride.routing.RoutingDataSourceBuilder;
import io.pgstride.routing.RoutingHost;
import io.pgstride.testing.ClusterHost;
import java.time.Duration;

/** Pools of as many connections for every subject. */
public final class Pools {
    private Pools() {}

    /** Of one host; connecting and taking a connection are given up after two seconds. */
    public static HikariConfig config(String url, int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(2_000);
        config.addDataSourceProperty("connectTimeout", "2");
        return config;
    }

    /** A pool whose connections are opened at once. */
    public static HikariDataSource pool(String url, int connections) {
        return new HikariDataSource(config(url, connections));
    }

    /** A host with a pool of the router's. */
    public static RoutingHost host(Replicas servers, ClusterHost host, int connections) {
        return RoutingHost.of(host.name(), config(servers.url(host), connections));
    }

    /** A router over the first hosts, without a slow start, as the cases are shorter than that. */
    public static RoutingDataSource router(Replicas servers, int hosts, int connections) {
        RoutingDataSourceBuilder builder = RoutingDataSource.builder().slowStart(Duration.ZERO);
        servers.hosts().stream().limit(hosts).forEach(host -> builder.host(host(servers, host, connections)));
        return builder.build();
    }
}
