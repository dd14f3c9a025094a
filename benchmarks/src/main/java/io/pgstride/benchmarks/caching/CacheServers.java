package io.pgstride.benchmarks.caching;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.benchmarks.server.Environment;
import io.pgstride.testing.ClusterHost;
import java.net.URI;

/** The primary, a standby and the Redis that all subjects share. */
public final class CacheServers {
    private final Environment environment;

    CacheServers(Environment environment) {
        this.environment = environment;
    }

    /** Where Redis is. */
    public URI redis() {
        return environment.redis().uri();
    }

    /** Empties Redis. */
    public void flush() {
        environment.redis().flush();
    }

    /** Where profiles and prices are written. */
    public ClusterHost primary() throws Exception {
        return environment.replicas().host(0);
    }

    /** The replica that lags. */
    public ClusterHost standby() throws Exception {
        return environment.replicas().host(1);
    }

    /** Where the database is on a host. */
    public String url(ClusterHost host) throws Exception {
        return environment.replicas().url(host);
    }

    /** Waits until the replicas have what the primary has. */
    public void awaitCaughtUp() throws Exception {
        environment.replicas().cluster().awaitCaughtUp();
    }

    /** A pool of the caller's. */
    public static HikariDataSource pool(String url, int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(connections);
        return new HikariDataSource(config);
    }

    /** Makes the table of profiles anew, and empties Redis. */
    public void prepareProfiles() throws Exception {
        try (HikariDataSource pool = pool(url(primary()), 1)) {
            new ProfileTable(pool, 0).create();
        }
        flush();
    }
}
