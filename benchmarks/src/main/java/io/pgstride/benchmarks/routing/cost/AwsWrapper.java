package io.pgstride.benchmarks.routing.cost;

import com.zaxxer.hikari.HikariConfig;
import io.pgstride.benchmarks.server.Replicas;
import io.pgstride.testing.ClusterHost;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import software.amazon.jdbc.Driver;
import software.amazon.jdbc.HikariPooledConnectionProvider;
import software.amazon.jdbc.dialect.DialectCodes;
import software.amazon.jdbc.ds.AwsWrapperDataSource;

/**
 * The AWS Advanced JDBC Wrapper with pools of its own, told to be for any host rather than those of RDS. Of its plugins for splitting {@code srw} runs on PostgreSQL
 * anywhere: it has two endpoints and asks nobody who is who. By its documentation {@code readWriteSplitting} is not supported outside Aurora.
 */
final class AwsWrapper {
    private AwsWrapper() {}

    static CheckoutSubject open(Replicas servers, int connections) {
        HikariPooledConnectionProvider pools = new HikariPooledConnectionProvider(
                (host, properties) -> config(connections),
                (host, properties) -> host.getUrl(),
                (host, properties) -> true,
                TimeUnit.HOURS.toNanos(1),
                TimeUnit.HOURS.toNanos(1));
        Driver.setCustomConnectionProvider(pools);
        AwsWrapperDataSource dataSource = new AwsWrapperDataSource();
        dataSource.setJdbcUrl(servers.url(servers.host(0)));
        dataSource.setTargetDataSourceClassName("org.postgresql.ds.PGSimpleDataSource");
        dataSource.setTargetDataSourceProperties(splitting(servers));
        return new CheckoutSubject(dataSource, () -> {
            Driver.resetCustomConnectionProvider();
            pools.releaseResources();
        });
    }

    private static HikariConfig config(int connections) {
        HikariConfig config = new HikariConfig();
        config.setMaximumPoolSize(connections);
        return config;
    }

    private static Properties splitting(Replicas servers) {
        Properties properties = new Properties();
        properties.setProperty("wrapperPlugins", "srw");
        properties.setProperty("wrapperDialect", DialectCodes.PG);
        properties.setProperty("srwWriteEndpoint", endpoint(servers.host(0)));
        properties.setProperty("srwReadEndpoint", endpoint(servers.host(1)));
        properties.setProperty("verifyNewSrwConnections", "false");
        return properties;
    }

    private static String endpoint(ClusterHost host) {
        return host.host() + ":" + host.port();
    }
}
