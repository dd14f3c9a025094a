package io.pgstride.benchmarks.caching;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.benchmarks.run.Case;
import io.pgstride.benchmarks.run.Figure;
import io.pgstride.benchmarks.run.Pace;
import io.pgstride.benchmarks.run.Rounds;
import io.pgstride.benchmarks.run.Runner;
import io.pgstride.benchmarks.run.Scale;
import io.pgstride.benchmarks.server.Environment;
import io.pgstride.benchmarks.server.OwnServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every case, as small as it can be: what is counted must be right; times are of no account here. */
class CachingScenarioTest {
    private static final int PROCESSES = 2;
    private static final int THREADS = 5;
    private static final Sizes TINY = new Sizes(
            Duration.ofMillis(20),
            1,
            new Rounds(5),
            new Pace(Duration.ofMillis(5), 20),
            new Rounds(5),
            Rounds.ofFaults(1),
            PROCESSES,
            THREADS,
            60);
    private static final List<Figure> FIGURES = new ArrayList<>();

    @BeforeAll
    static void runAtATinyScale() throws Exception {
        CachingScenario scenario = new CachingScenario(scale -> TINY);
        try (Environment environment = OwnServer.start()) {
            Runner runner = new Runner(new Rounds(5), 42, line -> {});
            for (Case<?> benchmark : scenario.cases(environment, Scale.SMOKE)) {
                FIGURES.addAll(runner.run(scenario.name(), benchmark));
            }
        }
    }

    @Test
    void theCasesAreHitsMissesAndRaces() {
        assertThat(FIGURES.stream().map(Figure::benchmark).distinct())
                .containsExactly(
                        "l1-hit", "l2-hit", "batch-miss", "stampede", "stale-race", "stale-race-lagging-replica");
        assertThat(FIGURES).allMatch(figure -> Double.isFinite(figure.median()));
    }

    @Test
    void hitsAreHeldAgainstWhatIsBeneathAndAgainstPeers() {
        assertThat(medians("l1-hit", "ns")).containsOnlyKeys("pgstride", "caffeine");
        assertThat(medians("l2-hit", "us"))
                .containsOnlyKeys("pgstride", "handwritten", "jetcache", "redisson", "spring-cache");
    }

    @Test
    void aBatchOfMissesIsOneStatementAndThreeRoundTrips() {
        assertThat(medians("batch-miss", "sql_statements"))
                .containsEntry("pgstride", 1.0)
                .containsEntry("handwritten", 1.0)
                .containsEntry("jetcache-unprotected", 1.0)
                .containsEntry("jetcache", 100.0)
                .containsEntry("redisson", 100.0)
                .containsEntry("spring-cache", 100.0);
        assertThat(figure("batch-miss", "redis_round_trips", "pgstride").median())
                .isEqualTo(3);
        assertThat(figure("batch-miss", "redis_round_trips", "spring-cache").median())
                .as("the link counts")
                .isGreaterThan(100);
    }

    @Test
    void ofAllProcessesOneLoads() {
        assertThat(figure("stampede", "loads", "pgstride").max()).isEqualTo(1);
        assertThat(figure("stampede", "loads", "handwritten").max()).isGreaterThan(PROCESSES);
    }

    @Test
    void nothingStaleIsLeftBehindAndTheUsualWaysLeaveSome() {
        for (String race : List.of("stale-race", "stale-race-lagging-replica")) {
            assertThat(figure(race, "stale", "pgstride").max()).isZero();
            assertThat(figure(race, "stale", "pgstride-expiring").max()).isZero();
            assertThat(figure(race, "stale", "set-del").max()).isPositive();
        }
        assertThat(figure("stale-race-lagging-replica", "stale", "lease-without-fence")
                        .max())
                .isPositive();
        assertThat(figure("stale-race-lagging-replica", "stale", "double-delete")
                        .max())
                .isPositive();
    }

    private static Figure figure(String benchmark, String metric, String subject) {
        return FIGURES.stream()
                .filter(figure -> figure.benchmark().equals(benchmark)
                        && figure.metric().equals(metric)
                        && figure.subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Double> medians(String benchmark, String metric) {
        return FIGURES.stream()
                .filter(figure ->
                        figure.benchmark().equals(benchmark) && figure.metric().equals(metric))
                .collect(Collectors.toMap(Figure::subject, Figure::median));
    }
}
