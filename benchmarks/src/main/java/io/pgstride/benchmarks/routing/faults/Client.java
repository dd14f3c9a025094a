package io.pgstride.benchmarks.routing.faults;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Writes accounts, and reads them where it may. An account is for one thread. */
interface Client extends AutoCloseable {
    /** Commits a new version. */
    void write(int account, long version) throws SQLException;

    /** What a host shows. */
    Seen read(int account) throws SQLException;

    @Override
    void close();

    static void update(Connection connection, int account, long version) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE account SET version = ? WHERE id = ?")) {
            update.setLong(1, version);
            update.setInt(2, account);
            update.executeUpdate();
        }
    }

    static Seen select(Connection connection, int account) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT version, pg_is_in_recovery() FROM account WHERE id = ?")) {
            select.setInt(1, account);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new Seen(row.getLong(1), row.getBoolean(2));
            }
        }
    }

    /** A version, and who showed it. */
    record Seen(long version, boolean byReplica) {}
}
