package io.pgstride.testing.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A copy of a running server's data directory, from which a standby starts: the low-level backup of PostgreSQL's documentation, since the embedded binaries have no
 * pg_basebackup. The log is not copied; the standby streams it from the start of the backup on.
 *
 * @param source the running server
 * @param major its PostgreSQL major
 * @param name of the standby, as {@code application_name} of its replication
 * @see <a href="https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP">PostgreSQL: low-level base backup</a>
 */
record BaseBackup(EmbeddedPostgresServer source, int major, String name) implements InitialData {
    static final String STANDBY_SIGNAL = "standby.signal";

    private static final int RENAMED = 15;

    @Override
    public void fill(Path data) throws IOException {
        String begin =
                major < RENAMED ? "pg_start_backup('pgstride', true, false)" : "pg_backup_start('pgstride', true)";
        String end = major < RENAMED ? "pg_stop_backup(false, false)" : "pg_backup_stop(false)";
        try (Connection connection = source.target().maintenanceDataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select " + begin);
            DataCopy.copy(source.directory().data(), data);
            try (ResultSet row = statement.executeQuery("select labelfile, spcmapfile from " + end)) {
                row.next();
                requireNoTablespaces(row.getString(2));
                Files.writeString(data.resolve("backup_label"), row.getString(1));
            }
        } catch (SQLException e) {
            throw new IOException("the base backup failed: " + e.getMessage(), e);
        }
        Files.createDirectories(data.resolve("pg_wal").resolve("archive_status"));
        Files.writeString(data.resolve(STANDBY_SIGNAL), "");
        setting(data, "recovery_min_apply_delay", "0");
        setting(data, "primary_conninfo", conninfo(source.target(), name));
        RootFallback.giveAwayAll(source.directory().path(), data);
    }

    /** In the place of other data, whose server does not run; it keeps the options that it was started with, such as its port. */
    void replace(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(data) && !file.equals(data.resolve("postmaster.opts"))) {
                    Files.delete(file);
                }
            }
        }
        fill(data);
    }

    /** A copy would share their files with the server that it is of. */
    private static void requireNoTablespaces(String map) throws IOException {
        if (!map.isEmpty()) {
            throw new IOException("the primary has tablespaces, which cannot be copied beside it; drop them");
        }
    }

    /** How a standby finds the server that it follows. */
    static String conninfo(JdbcTarget primary, String name) {
        return "host=localhost port=%d user=%s application_name=%s"
                .formatted(primary.firstPort(), primary.user(), name);
    }

    /** Of a server that does not run; the last line of a setting counts. */
    static void setting(Path data, String setting, String value) throws IOException {
        Files.writeString(
                data.resolve("postgresql.auto.conf"),
                setting + " = '" + value + "'\n",
                StandardOpenOption.APPEND,
                StandardOpenOption.CREATE);
    }
}
