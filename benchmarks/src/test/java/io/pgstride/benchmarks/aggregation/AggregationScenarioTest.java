package io.pgstride.benchmarks.aggregation;

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

/** Answers are compared by the run itself: here every subject of every case gives the same, five times. */
class AggregationScenarioTest {
    private static final Sizes TINY = new Sizes(0, 8, 5, 2_000, 5, 20_000, 4_000, 3, 300);
    private static final List<Figure> FIGURES = new ArrayList<>();

    @BeforeAll
    static void runAtATinyScale() throws Exception {
        AggregationScenario scenario = new AggregationScenario(scale -> TINY);
        try (Environment environment = OwnServer.start()) {
            Runner runner = new Runner(new Rounds(5), 42, line -> {});
            for (Case<?> benchmark : scenario.cases(environment, Scale.SMOKE)) {
                FIGURES.addAll(runner.run(scenario.name(), benchmark));
            }
        }
    }

    @Test
    void aCounterThatManyWriteToIsKeptInSixWays() {
        List<String> ways = List.of("counter-first", "counter-last", "pgstride", "slots", "ledger", "no-counter");
        assertThat(subjectsByMetric("hot-counter")).isEqualTo(Map.of("tx_per_s", ways));
    }

    @Test
    void triggersMeetABulkLoadInFourWays() {
        List<String> ways = List.of("pgstride", "row-trigger", "join-trigger", "no-counter");
        assertThat(subjectsByMetric("bulk-trigger"))
                .isEqualTo(Map.of("ms", ways, "single_before", ways, "single_after", ways));
    }

    @Test
    void countsAreEstimatedCappedAndExact() {
        List<String> ways = List.of("pgstride", "pgstride-capped", "count");
        assertThat(subjectsByMetric("approximate-count")).isEqualTo(Map.of("ms", ways, "q_error", ways));
        assertThat(subjectsByMetric("approximate-count-filtered")).isEqualTo(Map.of("ms", ways, "q_error", ways));
        assertThat(figuresOf("approximate-count"))
                .filteredOn(figure ->
                        figure.metric().equals("q_error") && !figure.subject().equals("pgstride-capped"))
                .allMatch(figure -> figure.max() < 1.1);
    }

    @Test
    void aSummaryIsHeldAgainstARefresh() {
        List<String> ways = List.of("pgstride", "pgstride-dirty-keys", "refresh-concurrently");
        assertThat(subjectsByMetric("summary")).isEqualTo(Map.of("ms", ways, "write_ms", ways));
    }

    @Test
    void aRepairLeavesNothingWrong() {
        assertThat(subjectsByMetric("repair")).isEqualTo(Map.of("wrong_rows", List.of("pgstride", "absolute-set")));
        assertThat(figuresOf("repair"))
                .filteredOn(figure -> figure.subject().equals("pgstride"))
                .allMatch(figure -> figure.max() == 0);
    }

    @Test
    void derivedColumnsAreHeldAgainstTheJoin() {
        List<String> ways = List.of("pgstride", "join");
        assertThat(subjectsByMetric("derived")).isEqualTo(Map.of("page_ms", ways, "write_ms", ways));
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
