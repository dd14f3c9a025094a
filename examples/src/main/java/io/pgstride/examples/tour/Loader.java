package io.pgstride.examples.tour;

import static io.pgstride.examples.db.PgstrideTour.PGSTRIDE_TOUR;
import static io.pgstride.examples.db.Tables.ANSWERS;
import static io.pgstride.examples.db.Tables.ASSESSMENTS;
import static io.pgstride.examples.db.Tables.EVENTS;
import static io.pgstride.examples.db.Tables.QUESTIONS;
import static io.pgstride.examples.db.Tables.USERS;
import static org.jooq.impl.DSL.function;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.val;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Table;

/** Makes the tour's tables and rows on the server itself; the same number of rows is always the same rows. */
public final class Loader {
    private static final int SLICES = 5;
    private static final long SMALLEST_SLICE = 200_000;

    private final DSLContext dsl;
    private final TourConsole console;

    /** Loads through a connection of {@code dsl}, which must be in autocommit: VACUUM runs in no transaction. */
    public Loader(DSLContext dsl, TourConsole console) {
        this.dsl = dsl;
        this.console = console;
    }

    /** Fills the schema {@code pgstride_tour}, which exists and is empty; the other tables follow the number of events. */
    public void load(long events) {
        run("schema.sql");
        run("load.sql");
        long assessments = Math.max(20, events / 1_000);
        fill(USERS, Math.max(100, events / 100));
        fill(ASSESSMENTS, assessments);
        fill(QUESTIONS, assessments);
        fill(ANSWERS, events / 2);
        fill(EVENTS, events);
        timed("load", "indexes and foreign keys", () -> run("after-load.sql"));
        timed("load", "VACUUM, ANALYZE", this::vacuum);
    }

    /** In slices, so that the reader sees it moving. */
    private void fill(Table<?> table, long total) {
        long slice = Math.max(SMALLEST_SLICE, (total + SLICES - 1) / SLICES);
        for (long first = 1; first <= total; first += slice) {
            long from = first;
            long to = Math.min(total, first + slice - 1);
            String what = "%-12s %,d of %,d".formatted(table.getName(), to, total);
            timed("load", table == QUESTIONS ? table.getName() : what, () -> call(table, from, to, total));
        }
    }

    private void call(Table<?> table, long first, long last, long total) {
        dsl.select(function(
                        name(PGSTRIDE_TOUR.getName(), "load_" + table.getName()),
                        Object.class,
                        val(first),
                        val(last),
                        val(total)))
                .execute();
    }

    /** Plans want statistics, and index-only scans the visibility map. */
    private void vacuum() {
        for (Table<?> table : List.of(USERS, ASSESSMENTS, QUESTIONS, ANSWERS, EVENTS)) {
            dsl.execute("VACUUM (ANALYZE) {0}", table);
        }
    }

    private void timed(String phase, String what, Runnable work) {
        long start = System.nanoTime();
        work.run();
        console.done(phase, what, Duration.ofNanos(System.nanoTime() - start));
    }

    private void run(String resource) {
        run(dsl, resource);
    }

    /** Runs a file of the tour's statements in one go. */
    static void run(DSLContext dsl, String resource) {
        String sql = read(resource);
        dsl.connection(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        });
    }

    private static String read(String resource) {
        try (InputStream in = Loader.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("Missing resource " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
