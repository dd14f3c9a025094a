package io.pgstride.benchmarks.server;

import io.pgstride.testing.ClusterHost;
import io.pgstride.testing.PostgresCluster;
import java.sql.SQLException;
import java.util.List;

/** A primary and its standbys, which write as durably as in production, and an empty database on them. */
public final class Replicas implements AutoCloseable {
    private final PostgresCluster cluster;
    private final String database;

    private Replicas(PostgresCluster cluster, String database) {
        this.cluster = cluster;
        this.database = database;
    }

    static Replicas start(int standbys) {
        PostgresCluster cluster = PostgresCluster.builder()
                .standbys(standbys)
                .setting("fsync", "on")
                .start();
        try {
            return new Replicas(cluster, cluster.createDatabase("benchmarks"));
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** The servers. */
    public PostgresCluster cluster() {
        return cluster;
    }

    /** The name of the database. */
    public String database() {
        return database;
    }

    /** The first host, which is the primary as long as nobody promotes another one, then the others. */
    public List<ClusterHost> hosts() {
        return cluster.hosts();
    }

    /** The host of this number, from 0 on. */
    public ClusterHost host(int number) {
        return hosts().get(number);
    }

    /** Where the database is on a host. */
    public String url(ClusterHost host) {
        return host.url(database);
    }

    String describe() throws SQLException {
        return Database.describe(host(0).dataSource(database));
    }

    @Override
    public void close() {
        cluster.close();
    }
}
