package io.pgstride.benchmarks.server;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.common.BaseDataSource;

/** A place of its own on a PostgreSQL server, empty at first and removed when closed. */
public abstract class Database implements AutoCloseable {
    private static final String SETTINGS = """
            SELECT name || ' ' || current_setting(name) FROM pg_settings
            WHERE name IN ('shared_buffers', 'effective_cache_size', 'work_mem', 'jit',
              'max_parallel_workers_per_gather', 'fsync')
            ORDER BY name
            """;

    /** Opens connections of the same settings for every subject; a new one of the driver's, not pooled. */
    public abstract DataSource dataSource();

    @Override
    public abstract void close() throws SQLException;

    /** A new connection, the caller's to close. */
    public final Connection connect() throws SQLException {
        return dataSource().getConnection();
    }

    /** A new connection whose driver makes one statement of many of a batch of inserts; the caller's to close. */
    public final Connection connectRewritingBatches() throws SQLException {
        BaseDataSource rewriting = dataSource().unwrap(BaseDataSource.class);
        rewriting.setReWriteBatchedInserts(true);
        return rewriting.getConnection();
    }

    final String describe() throws SQLException {
        return describe(dataSource());
    }

    static String describe(DataSource dataSource) throws SQLException {
        List<String> parts = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            parts.add(connection.getMetaData().getDatabaseProductVersion());
            try (ResultSet settings = statement.executeQuery(SETTINGS)) {
                while (settings.next()) {
                    parts.add(settings.getString(1));
                }
            }
        }
        return String.join(", ", parts);
    }
}
