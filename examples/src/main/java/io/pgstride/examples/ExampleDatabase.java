package io.pgstride.examples;

import io.pgstride.examples.db.PgstrideTour;
import io.pgstride.examples.tour.Loader;
import io.pgstride.examples.tour.TourConsole;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresServer;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import javax.sql.DataSource;
import org.jooq.DSLContext;

/** What an example runs on: a database of its own with the tour's tables and some rows. Your application has its own. */
final class ExampleDatabase implements AutoCloseable {
    private static final long EVENTS = 10_000;

    private final PostgresDatabase database = PostgresServer.shared().createDatabase("example");

    private ExampleDatabase() {}

    static ExampleDatabase create() {
        ExampleDatabase example = new ExampleDatabase();
        load(example.dsl());
        return example;
    }

    static void load(DSLContext dsl) {
        dsl.createSchema(PgstrideTour.PGSTRIDE_TOUR).execute();
        PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        new Loader(dsl, new TourConsole(silent)).load(EVENTS);
    }

    DSLContext dsl() {
        return database.dsl();
    }

    DataSource dataSource() {
        return database.dataSource();
    }

    String url() {
        return database.url();
    }

    @Override
    public void close() {
        database.close();
    }
}
