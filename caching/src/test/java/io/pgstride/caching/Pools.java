package io.pgstride.caching;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;

/** Small pools for tests. */
final class Pools {
    private Pools() {}

    static DataSource of(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(8);
        return new HikariDataSource(config);
    }

    static void close(DataSource pool) {
        ((HikariDataSource) pool).close();
    }
}
