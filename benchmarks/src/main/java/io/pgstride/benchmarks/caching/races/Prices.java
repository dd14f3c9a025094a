package io.pgstride.benchmarks.caching.races;

import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.benchmarks.caching.CacheServers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** A table of prices, one for each race. */
final class Prices {
    private static final String CREATE = """
            DROP TABLE IF EXISTS price;
            CREATE TABLE price (id bigint PRIMARY KEY, cents bigint NOT NULL);
            INSERT INTO price SELECT n, 0 FROM generate_series(0, %d) n;
            """;

    private Prices() {}

    static void create(CacheServers servers, int number) throws Exception {
        try (HikariDataSource pool = CacheServers.pool(servers.url(servers.primary()), 1);
                Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(CREATE.formatted(number - 1));
            statement.execute("VACUUM ANALYZE price");
        }
        servers.awaitCaughtUp();
        servers.flush();
    }

    static long read(Connection connection, long id) throws SQLException {
        try (PreparedStatement read = connection.prepareStatement("SELECT cents FROM price WHERE id = ?")) {
            read.setLong(1, id);
            try (ResultSet row = read.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** For those whose interfaces know no SQL. */
    static long read(DataSource dataSource, long id) {
        try (Connection connection = dataSource.getConnection()) {
            return read(connection, id);
        } catch (SQLException e) {
            throw new IllegalStateException("a price cannot be read", e);
        }
    }
}
