package io.pgstride.benchmarks.server;

import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A schema of its own on a server that is already there.
 *
 * <p>The schema is dropped on {@link #close()} and, if the process is asked to end before, by a shutdown hook.
 */
final class ExternalDatabase extends Database {
    private final String url;
    private final String schema;
    private final Thread hook;

    private ExternalDatabase(String url, String schema) {
        this.url = url;
        this.schema = schema;
        this.hook = new Thread(this::dropAtExit, "pgstride-benchmarks-drop-schema");
    }

    static ExternalDatabase connect(String url) throws SQLException {
        refuseUnusable(url);
        String schema = "pgstride_benchmarks_" + UUID.randomUUID().toString().substring(0, 8);
        ExternalDatabase database = new ExternalDatabase(url, schema);
        try (Connection connection = database.connect()) {
            DSL.using(connection, SQLDialect.POSTGRES)
                    .createSchema(name(schema))
                    .execute();
        }
        Runtime.getRuntime().addShutdownHook(database.hook);
        return database;
    }

    /** The driver's error for a URL of a good shape that it cannot use repeats the URL: it is not passed on. */
    private static void refuseUnusable(String url) throws SQLException {
        try {
            new PGSimpleDataSource().setUrl(url);
        } catch (IllegalArgumentException e) {
            throw new SQLException("The driver cannot use the URL; does it name a service that is not defined?");
        }
    }

    @Override
    public DataSource dataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        dataSource.setCurrentSchema(schema);
        return dataSource;
    }

    @Override
    public void close() throws SQLException {
        drop();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException endingAlready) {
            // The hook runs too, and finds the schema dropped.
        }
    }

    private void drop() throws SQLException {
        try (Connection connection = dataSource().getConnection()) {
            DSLContext dsl = DSL.using(connection, SQLDialect.POSTGRES);
            dsl.set(name("lock_timeout"), inline("10s")).execute();
            dsl.dropSchemaIfExists(name(schema)).cascade().execute();
        }
    }

    private void dropAtExit() {
        try {
            drop();
        } catch (SQLException e) {
            System.err.println("Schema " + schema + " is left behind, drop it yourself: " + e.getSQLState());
        }
    }
}
