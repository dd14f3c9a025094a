package io.pgstride.testing.internal;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

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
    private static final Set<String> LEFT_OUT = Set.of("postmaster.pid", "postmaster.opts", "standby.signal");
    private static final Set<String> LEFT_EMPTY =
            Set.of("pg_wal", "pg_replslot", "pg_stat_tmp", "pg_dynshmem", "pg_notify");
    private static final int RENAMED = 15;

    @Override
    public void fill(Path data) throws IOException {
        String begin =
                major < RENAMED ? "pg_start_backup('pgstride', true, false)" : "pg_backup_start('pgstride', true)";
        String end = major < RENAMED ? "pg_stop_backup(false, false)" : "pg_backup_stop(false)";
        try (Connection connection = source.target().maintenanceDataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select " + begin);
            copy(source.directory().data(), data);
            try (ResultSet row = statement.executeQuery("select labelfile from " + end)) {
                row.next();
                Files.writeString(data.resolve("backup_label"), row.getString(1));
            }
        } catch (SQLException e) {
            throw new IOException("the base backup failed: " + e.getMessage(), e);
        }
        Files.createDirectories(data.resolve("pg_wal").resolve("archive_status"));
        Files.writeString(data.resolve("standby.signal"), "");
        Files.writeString(
                data.resolve("postgresql.auto.conf"),
                "primary_conninfo = '" + conninfo(source.target(), name) + "'\n",
                StandardOpenOption.APPEND,
                StandardOpenOption.CREATE);
        RootFallback.giveAwayAll(source.directory().path(), data);
    }

    /** How a standby finds the server that it follows. */
    static String conninfo(JdbcTarget primary, String name) {
        return "host=localhost port=%d user=%s application_name=%s"
                .formatted(primary.firstPort(), primary.user(), name);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Path target = to.resolve(from.relativize(directory).toString());
                if (!Files.exists(target)) {
                    Files.copy(directory, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
                return LEFT_EMPTY.contains(directory.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!LEFT_OUT.contains(file.getFileName().toString())) {
                    try {
                        Files.copy(
                                file,
                                to.resolve(from.relativize(file).toString()),
                                StandardCopyOption.COPY_ATTRIBUTES,
                                StandardCopyOption.REPLACE_EXISTING);
                    } catch (NoSuchFileException e) {
                        // A table dropped, or a temporary file gone, since the directory was listed: replay knows of
                        // it.
                        return FileVisitResult.CONTINUE;
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
    }
}
