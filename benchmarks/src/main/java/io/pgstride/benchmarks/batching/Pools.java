package io.pgstride.benchmarks.batching;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.benchmarks.server.Database;

/** Pools of as many connections for every subject. */
public final class Pools {
    private Pools() {}

    /** A pool for the workers and what a library does beside them; all connections are opened at once. */
    public static HikariDataSource forWorkers(Database database, int workers) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database.dataSource());
        config.setMaximumPoolSize(workers + 2);
        return new HikariDataSource(config);
    }
}
