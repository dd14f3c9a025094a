package io.pgstride.routing;

import com.zaxxer.hikari.HikariConfig;
import io.pgstride.testing.ClusterHost;
import io.pgstride.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** A cluster for all tests that leave it as it was, and routers over clusters. */
final class Hosts {
    private static final Object LOCK = new Object();
    private static PostgresCluster shared;

    private Hosts() {}

    /** One primary and two standbys, for reading and writing only; ends with the JVM. */
    static PostgresCluster shared() {
        synchronized (LOCK) {
            if (shared == null) {
                shared = PostgresCluster.builder().standbys(2).start();
            }
            return shared;
        }
    }

    static HikariConfig config(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(8);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(2_000);
        config.addDataSourceProperty("connectTimeout", "2");
        return config;
    }

    static RoutingHost direct(ClusterHost host, String database) {
        return RoutingHost.of(host.name(), config(host.url(database)));
    }

    static RoutingHost proxied(ClusterHost host, String database) {
        return RoutingHost.of(host.name(), config(host.proxiedUrl(database)));
    }

    static RoutingDataSourceBuilder over(PostgresCluster cluster, String database) {
        RoutingDataSourceBuilder builder = RoutingDataSource.builder()
                .probeInterval(Duration.ofMillis(50))
                .slowStart(Duration.ZERO)
                .connectionTimeout(Duration.ofSeconds(30));
        cluster.hosts().forEach(host -> builder.host(direct(host, database)));
        return builder;
    }

    /** The port of the server that a new connection's query runs on. */
    static int portOf(DataSource dataSource) {
        return DSL.using(dataSource, SQLDialect.POSTGRES)
                .fetchSingle("select inet_server_port()")
                .get(0, Integer.class);
    }

    static int portOf(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                var row = statement.executeQuery("select inet_server_port()")) {
            row.next();
            return row.getInt(1);
        }
    }

    static void execute(DataSource dataSource, String sql) {
        DSL.using(dataSource, SQLDialect.POSTGRES).execute(sql);
    }
}
