package io.pgstride.benchmarks.caching;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Where profiles are read, by one statement for any number of them. The server counts how often, by a sequence.
 *
 * @param seconds how long a read takes longer than it would
 */
public record ProfileTable(DataSource dataSource, double seconds) {
    /** With ids from 0. */
    private static final int ROWS = 10_000;

    private static final String CREATE = """
            DROP TABLE IF EXISTS profile;
            DROP SEQUENCE IF EXISTS profile_read;
            CREATE SEQUENCE profile_read;
            CREATE TABLE profile (id bigint PRIMARY KEY, name text NOT NULL, email text NOT NULL, roles text[] NOT NULL);
            INSERT INTO profile
            SELECT n, 'user ' || n, 'user-' || n || '@example.org', '{reader,writer,auditor}' FROM generate_series(0, %d) n;
            """.formatted(ROWS - 1);

    private static final String READ = """
            WITH read AS MATERIALIZED (SELECT nextval('profile_read'), pg_sleep(?))
            SELECT id, name, email, roles FROM read CROSS JOIN profile WHERE id = ANY (?)
            """;

    /** Makes the table and fills it. */
    public void create() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(CREATE);
            statement.execute("VACUUM ANALYZE profile");
        }
    }

    /** How often profiles were read since the table was made. */
    public long reads() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM profile_read")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** One profile, for those who ask for one after the other. */
    public Profile load(long user) {
        try {
            return Objects.requireNonNull(load(Set.of(user)).get(user));
        } catch (SQLException e) {
            throw new IllegalStateException("a profile cannot be read", e);
        }
    }

    /** Several. */
    public Map<Long, Profile> load(Collection<Long> users) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return load(connection, users);
        }
    }

    /** Several, on a connection that is there. */
    public Map<Long, Profile> load(Connection connection, Collection<Long> users) throws SQLException {
        try (PreparedStatement read = connection.prepareStatement(READ)) {
            read.setDouble(1, seconds);
            read.setArray(2, connection.createArrayOf("bigint", users.toArray()));
            Map<Long, Profile> profiles = new HashMap<>();
            try (ResultSet rows = read.executeQuery()) {
                while (rows.next()) {
                    profiles.put(rows.getLong(1), profile(rows));
                }
            }
            return profiles;
        }
    }

    private static Profile profile(ResultSet row) throws SQLException {
        Array roles = row.getArray(4);
        List<String> all = Arrays.asList((String[]) roles.getArray());
        return new Profile(row.getLong(1), row.getString(2), row.getString(3), all);
    }
}
