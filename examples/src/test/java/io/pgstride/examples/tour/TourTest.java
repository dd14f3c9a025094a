package io.pgstride.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.pgstride.examples.tour.report.Reports;
import io.pgstride.testing.JdbcUrl;
import io.pgstride.testing.PostgresTest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small tour on a server that is not the tour's own. */
@PostgresTest
class TourTest {
    private static final long EVENTS = 40_000;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final TourConsole console = new TourConsole(new PrintStream(printed, true, StandardCharsets.UTF_8));

    private TourRun tour(String url, List<Chapter> chapters) {
        TourOptions options = new TourOptions(EVENTS, Optional.of(url), Path.of("target", "tour"));
        return new Tour(options, console, Clock.systemUTC(), chapters).run();
    }

    @AfterEach
    void schemaIsGone(DSLContext dsl) {
        assertThat(schemas(dsl)).isZero();
    }

    @Test
    void everyChapterAgreesAndKeysetStaysFlat(@JdbcUrl String url, DSLContext dsl, @TempDir Path folder)
            throws Exception {
        TourRun run = tour(url, Chapters.all());

        assertThat(Reports.conclude(run, folder, console)).isTrue();
        assertThat(folder.resolve("index.html")).isNotEmptyFile();
        JsonNode rows = new JsonMapper().readTree(Files.readString(folder.resolve("tour.json")));
        assertThat(rows)
                .isNotEmpty()
                .allSatisfy(
                        row -> assertThat(row.get("same_result").asBoolean()).isTrue());
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("missing: CREATE INDEX CONCURRENTLY ON pgstride_tour.events (created_at DESC, id);")
                .contains("missing: CREATE INDEX CONCURRENTLY ON pgstride_tour.events (kind, created_at, id);")
                .contains(
                        "missing: CREATE INDEX CONCURRENTLY ON pgstride_tour.events (duration_ms DESC NULLS LAST, id DESC);");
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("Left out: it needs a primary and a standby");
        assertDepthCosts(rows, "all events", "after 38,000 rows");
        assertDepthCosts(rows, "events in mixed directions", "after 38,000 rows");
        assertDepthCosts(rows, "events in mixed directions", "after 38,000 rows, by OR");
        assertDepthCosts(rows, "events by kind", "after 38,000 rows");
        assertDepthCosts(rows, "events by kind", "after 38,000 rows, by OR");
        assertDepthCosts(rows, "events by duration, NULLs last", "after 19,943 rows");
        assertDepthCosts(rows, "events by duration, NULLs last", "after 19,943 rows, by OR");
        assertThat(find(rows, "column of 40,000 rows: bystander, longest wait")
                        .get("slow_ms")
                        .asDouble())
                .isPositive();
        assertThat(find(rows, "20,000 rows brought up to date, by JDBC batch")
                        .get("fast_ms")
                        .asDouble())
                .isPositive();
        assertReadsLess(rows, "the 50 users with most answers");
        assertReadsLess(rows, "page of 40 assessments, by a join");
        assertReadsLess(rows, "page of 40 assessments, by index");
        assertThat(find(rows, "400 of 40,000 rows changed, the newest")
                        .get("fast_ms")
                        .asDouble())
                .isPositive();
    }

    private static void assertReadsLess(JsonNode rows, String pattern) {
        JsonNode row = find(rows, pattern);
        assertThat(5 * row.get("fast_buffers").asLong())
                .as(pattern)
                .isLessThan(row.get("slow_buffers").asLong());
    }

    /** The slow way, and not ours. */
    private static void assertDepthCosts(JsonNode rows, String list, String depth) {
        JsonNode first = find(rows, list + ", first page");
        JsonNode deep = find(rows, list + ", " + depth);
        assertThat(deep.get("fast_buffers").asLong())
                .as("keyset, %s, %s", list, depth)
                .isLessThanOrEqualTo(first.get("fast_buffers").asLong() + 40);
        assertThat(deep.get("slow_buffers").asLong())
                .as("slow way, %s, %s", list, depth)
                .isGreaterThan(10 * first.get("slow_buffers").asLong());
    }

    private static JsonNode find(JsonNode rows, String pattern) {
        for (JsonNode row : rows) {
            if (row.get("pattern").asText().equals(pattern)) {
                return row;
            }
        }
        throw new AssertionError("No row '" + pattern + "' in " + rows);
    }

    @Test
    void waysThatDisagreeFailTheTour(@JdbcUrl String url, @TempDir Path folder) {
        TourRun run = tour(url, List.of(new OneStep(false)));

        assertThat(Reports.conclude(run, folder, console)).isFalse();
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("FAILED").contains("a step");
        assertThat(folder.resolve("tour.json")).content().contains("\"same_result\" : false");
    }

    @Test
    void waysThatAgreeDoNot(@JdbcUrl String url, @TempDir Path folder) {
        assertThat(Reports.conclude(tour(url, List.of(new OneStep(true))), folder, console))
                .isTrue();
    }

    @Test
    void chapterThatThrowsLeavesNothingBehind(@JdbcUrl String url) {
        Chapter broken = new OneStep(true) {
            @Override
            public ChapterResult run(TourContext tour) {
                throw new IllegalStateException("broken chapter");
            }
        };
        assertThatThrownBy(() -> tour(url, List.of(broken))).hasMessage("broken chapter");
    }

    @Test
    void someoneElsesSchemaIsRefusedAndKept(@JdbcUrl String url, DSLContext dsl) {
        dsl.execute("CREATE SCHEMA pgstride_tour CREATE TABLE precious (id int)");
        try {
            assertThatThrownBy(() -> tour(url, List.of()))
                    .isInstanceOf(TourException.class)
                    .hasMessageContaining("pgstride_tour exists already")
                    .hasMessageContaining("DROP SCHEMA pgstride_tour CASCADE");
            assertThat(dsl.fetchCount(table("pgstride_tour.precious"))).isZero();
        } finally {
            dsl.execute("DROP SCHEMA pgstride_tour CASCADE");
        }
    }

    private static int schemas(DSLContext dsl) {
        return dsl.select(count())
                .from(table("pg_namespace"))
                .where(field("nspname").eq("pgstride_tour"))
                .fetchSingle()
                .value1();
    }

    private static class OneStep implements Chapter {
        private final boolean same;

        OneStep(boolean same) {
            this.same = same;
        }

        @Override
        public String title() {
            return "a chapter";
        }

        @Override
        public String why() {
            return "because";
        }

        @Override
        public ChapterResult run(TourContext tour) {
            Cost cost = new Cost(Duration.ofMillis(1), 1L);
            return new ChapterResult("found", List.of(new Step("a step", cost, cost, same)), List.of(), List.of());
        }
    }
}
