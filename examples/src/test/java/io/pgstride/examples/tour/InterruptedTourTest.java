package io.pgstride.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.table;

import io.pgstride.testing.JdbcUrl;
import io.pgstride.testing.PostgresTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;

/** A tour in a JVM of its own that ends in the middle of its load. */
@PostgresTest
class InterruptedTourTest {
    @Test
    void interruptedTourDropsItsSchema(@JdbcUrl String url, DSLContext dsl) throws Exception {
        Process tour = loading(url);
        tour.destroy();
        assertThat(tour.waitFor()).isNotZero();
        assertThat(schemas(dsl)).isZero();
    }

    /** What the clean-up is for: without it the schema stays. */
    @Test
    void killedTourCannotAndTheNextOneIsRefused(@JdbcUrl String url, DSLContext dsl) throws Exception {
        Process tour = loading(url);
        tour.destroyForcibly();
        assertThat(tour.waitFor()).isNotZero();
        assertThat(schemas(dsl)).isEqualTo(1);

        Process next = start(url);
        assertThat(next.inputReader().lines()).anyMatch(line -> line.contains("exists already"));
        assertThat(next.waitFor()).isEqualTo(1);
        dsl.execute("DROP SCHEMA pgstride_tour CASCADE");
    }

    private static Process loading(String url) throws IOException {
        Process tour = start(url);
        BufferedReader lines = tour.inputReader();
        String line = lines.readLine();
        while (line != null && !line.contains("answers")) {
            line = lines.readLine();
        }
        assertThat(line).isNotNull();
        return tour;
    }

    private static Process start(String url) throws IOException {
        ProcessBuilder tour = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dtour.rows=200000",
                "-cp",
                System.getProperty("java.class.path"),
                Tour.class.getName());
        tour.environment().put("TOUR_URL", url);
        return tour.redirectErrorStream(true).start();
    }

    private static int schemas(DSLContext dsl) {
        return dsl.fetchCount(table("pg_namespace"), condition("nspname = 'pgstride_tour'"));
    }
}
