package io.pgstride.benchmarks.pagination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.pgstride.benchmarks.run.Case;
import io.pgstride.benchmarks.run.Figure;
import io.pgstride.benchmarks.run.Rounds;
import io.pgstride.benchmarks.run.Runner;
import io.pgstride.benchmarks.run.Scale;
import io.pgstride.benchmarks.server.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PaginationScenarioTest {
    private static final List<Figure> FIGURES = new ArrayList<>();

    @BeforeAll
    static void runAtATinyScale() throws Exception {
        assumeThat(serverIsAlreadyThere()).isFalse();
        PaginationScenario scenario = new PaginationScenario(scale -> 20_000);
        try (Environment environment = new Environment(null, line -> {})) {
            Runner runner = new Runner(new Rounds(1, 5), 42, line -> {});
            for (Case<?> benchmark : scenario.cases(environment, Scale.SMOKE)) {
                FIGURES.addAll(runner.run(scenario.name(), benchmark));
            }
        }
    }

    /** The scenario starts a server with settings of its own. */
    private static boolean serverIsAlreadyThere() {
        return Stream.of(
                        System.getProperty("pgstride.postgres", ""),
                        System.getenv().getOrDefault("PGSTRIDE_POSTGRES", ""))
                .filter(choice -> !choice.isBlank())
                .findFirst()
                .filter(choice -> choice.strip().startsWith("jdbc:"))
                .isPresent();
    }

    @Test
    void everySubjectHasEveryFigure() {
        assertThat(FIGURES.stream()
                        .collect(Collectors.groupingBy(
                                figure -> figure.benchmark() + " " + figure.metric(),
                                Collectors.mapping(Figure::subject, Collectors.toList()))))
                .hasSize(4)
                .containsEntry("overhead ms.page", List.of("pgstride", "handwritten", "jooq-seek"))
                .hasEntrySatisfying("uniform-desc buffers.first", PaginationScenarioTest::hasAllSubjects)
                .hasEntrySatisfying("uniform-desc buffers.deep", PaginationScenarioTest::hasAllSubjects)
                .hasEntrySatisfying("uniform-desc ms.deep", PaginationScenarioTest::hasAllSubjects);
        assertThat(FIGURES).allMatch(figure -> figure.median() > 0 && figure.rounds() == 5);
    }

    @Test
    void keysetPagesTouchAsManyBuffersAtAnyDepth() {
        for (String subject : List.of("pgstride", "handwritten", "jooq-seek")) {
            assertThat(buffers(subject, "buffers.deep"))
                    .as(subject)
                    .isLessThanOrEqualTo(buffers(subject, "buffers.first") + 40);
        }
    }

    @Test
    void offsetAndOrExpansionGrowWithDepth() {
        for (String subject : List.of("offset", "or-expansion")) {
            assertThat(buffers(subject, "buffers.deep"))
                    .as(subject)
                    .isGreaterThan(2 * (buffers(subject, "buffers.first") + 40));
        }
    }

    private static void hasAllSubjects(List<String> subjects) {
        assertThat(subjects).containsExactly("pgstride", "handwritten", "jooq-seek", "or-expansion", "offset");
    }

    private static double buffers(String subject, String metric) {
        return FIGURES.stream()
                .filter(figure ->
                        figure.subject().equals(subject) && figure.metric().equals(metric))
                .findFirst()
                .orElseThrow()
                .max();
    }
}
