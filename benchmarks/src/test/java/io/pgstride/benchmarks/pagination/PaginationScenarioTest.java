package io.pgstride.benchmarks.pagination;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.benchmarks.run.Case;
import io.pgstride.benchmarks.run.Figure;
import io.pgstride.benchmarks.run.Pace;
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
import org.junit.jupiter.params.provider.EnumSource;

class PaginationScenarioTest {
    private static final List<Figure> FIGURES = new ArrayList<>();

    @BeforeAll
    static void runAtATinyScale() throws Exception {
        PaginationScenario scenario = new PaginationScenario(scale -> 20_000, scale -> Pace.once());
        try (Environment environment = OwnServer.start()) {
            Runner runner = new Runner(new Rounds(5), 42, line -> {});
            for (Case<?> benchmark : scenario.cases(environment, Scale.SMOKE)) {
                FIGURES.addAll(runner.run(scenario.name(), benchmark));
            }
        }
    }

    @Test
    void theCasesAreTheOrderingsAndTheOverhead() {
        assertThat(FIGURES.stream().map(Figure::benchmark).distinct())
                .containsExactly("uniform-desc", "mixed", "low-cardinality-lead", "nullable", "overhead");
        assertThat(FIGURES).allMatch(figure -> figure.median() > 0 && figure.rounds() == 5);
    }

    @ParameterizedTest
    @EnumSource
    void everySubjectHasEveryFigure(Ordering ordering) {
        List<String> subjects = new ArrayList<>(List.of("pgstride", "handwritten", "jooq-seek", "blaze-persistence"));
        subjects.addAll(ordering.hasNulls() ? List.of() : List.of("spring-data-jpa", "or-expansion"));
        subjects.add("offset");

        assertThat(subjectsByMetric(ordering.label()))
                .isEqualTo(Map.of("buffers.first", subjects, "buffers.deep", subjects, "ms.deep", subjects));
    }

    @Test
    void theOverheadIsThatOfTheSameSql() {
        assertThat(subjectsByMetric("overhead"))
                .isEqualTo(Map.of("ms.page", List.of("pgstride", "pgstride-records", "handwritten", "jooq-seek")));
    }

    @ParameterizedTest
    @EnumSource
    void pagesOfPgstrideTouchAsManyBuffersAtAnyDepth(Ordering ordering) {
        for (String subject : List.of("pgstride", "handwritten")) {
            assertThat(buffers(ordering, subject, "buffers.deep"))
                    .as(subject)
                    .isLessThanOrEqualTo(buffers(ordering, subject, "buffers.first") + 40);
        }
        assertThat(buffers(ordering, "pgstride", "buffers.deep"))
                .isEqualTo(buffers(ordering, "handwritten", "buffers.deep"));
    }

    @ParameterizedTest
    @EnumSource
    void offsetGrowsWithDepth(Ordering ordering) {
        assertThat(buffers(ordering, "offset", "buffers.deep"))
                .isGreaterThan(2 * (buffers(ordering, "offset", "buffers.first") + 40));
    }

    private static Map<String, List<String>> subjectsByMetric(String benchmark) {
        return FIGURES.stream()
                .filter(figure -> figure.benchmark().equals(benchmark))
                .collect(Collectors.groupingBy(
                        Figure::metric, Collectors.mapping(Figure::subject, Collectors.toList())));
    }

    private static double buffers(Ordering ordering, String subject, String metric) {
        return FIGURES.stream()
                .filter(figure -> figure.benchmark().equals(ordering.label())
                        && figure.subject().equals(subject)
                        && figure.metric().equals(metric))
                .findFirst()
                .orElseThrow()
                .max();
    }
}
