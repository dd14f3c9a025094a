package io.pgstride.benchmarks.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.benchmarks.run.Case;
import io.pgstride.benchmarks.run.Figure;
import io.pgstride.benchmarks.run.Rounds;
import io.pgstride.benchmarks.run.Runner;
import io.pgstride.benchmarks.run.Scale;
import io.pgstride.benchmarks.server.Environment;
import io.pgstride.benchmarks.server.OwnServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers are compared by the run itself: here every subject of every case gives the same effects, five times. */
class BatchingScenarioTest {
    private static final Sizes TINY = new Sizes(0, 600, 100, 500, 100, 1, 300, 2_000, 2_000);
    private static final List<Figure> FIGURES = new ArrayList<>();

    @BeforeAll
    static void runAtATinyScale() throws Exception {
        BatchingScenario scenario = new BatchingScenario(scale -> TINY);
        try (Environment environment = OwnServer.start()) {
            Runner runner = new Runner(new Rounds(5), 42, line -> {});
            for (Case<?> benchmark : scenario.cases(environment, Scale.SMOKE)) {
                FIGURES.addAll(runner.run(scenario.name(), benchmark));
            }
        }
    }

    @Test
    void theCasesAreClaimsBadJobsPickUpBulkAndBackfill() {
        assertThat(FIGURES.stream().map(Figure::benchmark).distinct())
                .containsExactly(
                        "claim-transactional-1",
                        "claim-transactional-100",
                        "claim-transactional-500",
                        "claim-lease-1",
                        "claim-lease-100",
                        "claim-lease-500",
                        "held-snapshot",
                        "poison-1",
                        "poison-5",
                        "poison-50",
                        "pick-up",
                        "bulk-insert",
                        "bulk-upsert",
                        "bulk-heap",
                        "backfill");
        assertThat(FIGURES).allMatch(figure -> figure.rounds() == 5 && Double.isFinite(figure.median()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"claim-transactional", "claim-lease"})
    void claimsAreThoseOfPgstrideHandwrittenSqlAndDbScheduler(String mode) {
        for (int batch : List.of(1, 100, 500)) {
            assertThat(subjectsByMetric(mode + "-" + batch))
                    .isEqualTo(Map.of("jobs_per_s", List.of("pgstride", "handwritten", "db-scheduler")));
        }
    }

    @Test
    void theHintIsHeldAgainstClaimsWithoutIt() {
        assertThat(subjectsByMetric("held-snapshot"))
                .isEqualTo(Map.of("jobs_per_s", List.of("pgstride", "without-hint")));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 50})
    void badJobsAreFoundInThreeWays(int bad) {
        assertThat(subjectsByMetric("poison-" + bad))
                .isEqualTo(Map.of("ms", List.of("pgstride", "one-by-one", "savepoint-each")));
    }

    @Test
    void jobsArePickedUpByNotificationByPollingAndByDbScheduler() {
        assertThat(subjectsByMetric("pick-up"))
                .isEqualTo(Map.of("p99_ms", List.of("pgstride", "pgstride-polling", "db-scheduler")));
        assertThat(figuresOf("pick-up")).allMatch(figure -> figure.max() < 10_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bulk-insert", "bulk-upsert"})
    void rowsAreWrittenInSixWays(String name) {
        List<String> ways =
                List.of("pgstride", "handwritten", "jdbc-batch", "jdbc-batch-rewrite", "jooq-batch", "unnest");
        assertThat(subjectsByMetric(name)).isEqualTo(Map.of("rows_per_s", ways));
    }

    @Test
    void aStreamIsWrittenInConstantMemory() {
        assertThat(figuresOf("bulk-heap"))
                .extracting(Figure::metric)
                .containsExactly("heap.live_mb.tenth", "heap.live_mb");
        assertThat(figuresOf("bulk-heap")).allMatch(figure -> figure.median() < 8);
    }

    @Test
    void aBackfillIsSeenByABystanderAndTheIdleServerHasNoTotal() {
        List<String> filling = List.of("one-update", "naive-loop", "pgstride");
        List<String> all = List.of("idle", "one-update", "naive-loop", "pgstride");
        assertThat(subjectsByMetric("backfill"))
                .isEqualTo(Map.of("bystander_p99_ms", all, "longest_lock_wait_ms", all, "total_s", filling));
    }

    private static List<Figure> figuresOf(String benchmark) {
        return FIGURES.stream()
                .filter(figure -> figure.benchmark().equals(benchmark))
                .toList();
    }

    private static Map<String, List<String>> subjectsByMetric(String benchmark) {
        return figuresOf(benchmark).stream()
                .collect(Collectors.groupingBy(
                        Figure::metric, Collectors.mapping(Figure::subject, Collectors.toList())));
    }
}
