package io.pgstride.examples.tour.chapters;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.examples.db.PgstrideTour;
import io.pgstride.examples.tour.Loader;
import io.pgstride.examples.tour.TourConsole;
import io.pgstride.routing.RoutingDataSource;
import io.pgstride.routing.RoutingHost;
import io.pgstride.testing.ClusterHost;
import io.pgstride.testing.PostgresCluster;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** A primary and a standby of one chapter's own, with the tour's tables in small; each has a pool of its own, and a router is over both. */
final class ReplicaServers implements AutoCloseable {
    private static final long EVENTS = 10_000;
    private static final int CONNECTIONS = 10;

    private final PostgresCluster cluster;
    private final HikariDataSource primary;
    private final HikariDataSource replica;
    private final RoutingDataSource routing;

    private ReplicaServers(PostgresCluster cluster, String database) {
        this.cluster = cluster;
        this.primary = pool(cluster.primary(), database);
        this.replica = pool(standby(), database);
        this.routing = RoutingDataSource.builder()
                .host(RoutingHost.of("primary", primary, cluster.primary().dataSource(database)))
                .host(RoutingHost.of("replica", replica, standby().dataSource(database)))
                .build();
    }

    static ReplicaServers start() {
        PostgresCluster cluster = PostgresCluster.builder().start();
        try {
            ReplicaServers servers = new ReplicaServers(cluster, cluster.createDatabase("tour"));
            servers.load();
            return servers;
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    private static HikariDataSource pool(ClusterHost host, String database) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(host.dataSource(database));
        config.setMaximumPoolSize(CONNECTIONS);
        return new HikariDataSource(config);
    }

    private void load() {
        var dsl = DSL.using(primary, SQLDialect.POSTGRES);
        dsl.createSchema(PgstrideTour.PGSTRIDE_TOUR).execute();
        PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        new Loader(dsl, new TourConsole(silent)).load(EVENTS);
        cluster.awaitCaughtUp();
    }

    HikariDataSource primary() {
        return primary;
    }

    HikariDataSource replica() {
        return replica;
    }

    RoutingDataSource routing() {
        return routing;
    }

    /** Whose replay can be paused. */
    ClusterHost standby() {
        return cluster.hosts().get(1);
    }

    @Override
    public void close() {
        List.<AutoCloseable>of(routing, primary, replica, cluster).forEach(ReplicaServers::close);
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
