package io.pgstride.benchmarks.server;

import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresServer;
import javax.sql.DataSource;

/**
 * A database on a server that is started for the run and stopped after it.
 *
 * <p>The server writes as durably as one in production: what a subject commits has to reach the disk.
 */
final class EmbeddedDatabase extends Database {
    private final PostgresServer server;
    private final PostgresDatabase database;

    private EmbeddedDatabase(PostgresServer server, PostgresDatabase database) {
        this.server = server;
        this.database = database;
    }

    static EmbeddedDatabase start() throws Exception {
        PostgresServer server = PostgresServer.builder()
                .setting("shared_buffers", "1GB")
                .setting("max_wal_size", "8GB")
                .setting("fsync", "on")
                .start();
        try {
            return new EmbeddedDatabase(server, server.createDatabase("benchmarks"));
        } catch (Exception e) {
            server.close();
            throw e;
        }
    }

    @Override
    public DataSource dataSource() {
        return database.dataSource();
    }

    @Override
    public void close() {
        try (server) {
            database.close();
        }
    }
}
