package io.pgstride.benchmarks.routing;

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

/** Every case once, as small as it can be: what is counted must be right; times are of no account here. */
class RoutingScenarioTest {
    private static final Sizes TINY = new Sizes(
            Duration.ofMillis(20),
            1,
            new Rounds(5),
            new Pace(Duration.ofMillis(5), 20),
            new Rounds(5),
            Duration.ofMillis(50),
            100,
            Rounds.ofFaults(1),
            Rounds.ofFaults(1));
    private static final List<Figure> FIGURES = new ArrayList<>();

    @BeforeAll
    static void runAtATinyScale() throws Exception {
        RoutingScenario scenario = new RoutingScenario(scale -> TINY);
        try (Environment environment = OwnServer.start()) {
            Runner runner = new Runner(new Rounds(5), 42, line -> {});
            for (Case<?> benchmark : scenario.cases(environment, Scale.SMOKE)) {
                FIGURES.addAll(runner.run(scenario.name(), benchmark));
            }
        }
    }

    @Test
    void theCasesAreCostsAndFaults() {
        assertThat(FIGURES.stream().map(Figure::benchmark).distinct())
                .containsExactly(
                        "decision",
                        "checkout-query",
                        "token-capture",
                        "read-scaling",
                        "read-your-writes",
                        "slow-link",
                        "failover");
        assertThat(FIGURES).allMatch(figure -> Double.isFinite(figure.median()));
    }

    @Test
    void aDecisionIsHeldAgainstAPoolAlone() {
        assertThat(medians("decision", "us")).containsOnlyKeys("pgstride", "pool-alone");
    }

    @Test
    void aQueryIsSentInFourWays() {
        List<String> ways = List.of("pgstride", "hikari", "spring-lazy", "aws-advanced-jdbc-wrapper");
        assertThat(medians("checkout-query", "us")).containsOnlyKeys(ways);
        assertThat(medians("checkout-query", "us.read_only")).containsOnlyKeys(ways);
    }

    @Test
    void aTokenTakesNoRoundTripAndAQueryOfItsOwnTakesOne() {
        assertThat(medians("token-capture", "round_trips"))
                .isEqualTo(Map.of("pgstride", 2.0, "plain-commit", 2.0, "separate-query", 3.0));
    }

    @Test
    void noReadWithATokenIsStaleAndManyWithoutAre() {
        assertThat(figure("read-your-writes", "stale", "pgstride").max()).isZero();
        assertThat(figure("read-your-writes", "stale", "round-robin").max()).isPositive();
        assertThat(figure("read-your-writes", "by_replicas", "pgstride").max()).isPositive();
    }

    @Test
    void noRowIsLostThatAStandbyWasWaitedFor() {
        assertThat(medians("failover", "lost"))
                .containsEntry("pgstride", 0.0)
                .containsEntry("hikari-multi-host", 0.0)
                .containsKey("pgstride-async");
        assertThat(FIGURES.stream().filter(figure -> figure.benchmark().equals("failover")))
                .allMatch(figure -> figure.rounds() == 1);
    }

    @Test
    void aHarmedLinkIsNoticedAndItsReadsGoElsewhere() {
        for (String harm : List.of("slow", "cut", "half_open")) {
            assertThat(figure("slow-link", "detected_ms." + harm, "pgstride").max())
                    .isPositive();
            assertThat(figure("slow-link", "p99_ms." + harm, "pgstride").max())
                    .isLessThan(
                            figure("slow-link", "p99_ms." + harm, "round-robin").min());
        }
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
