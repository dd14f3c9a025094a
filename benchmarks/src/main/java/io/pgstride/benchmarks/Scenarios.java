package io.pgstride.benchmarks;

import io.pgstride.benchmarks.aggregation.AggregationScenario;
import io.pgstride.benchmarks.batching.BatchingScenario;
import io.pgstride.benchmarks.caching.CachingScenario;
import io.pgstride.benchmarks.pagination.PaginationScenario;
import io.pgstride.benchmarks.routing.RoutingScenario;
import io.pgstride.benchmarks.run.Scenario;
import java.util.List;
import java.util.stream.Collectors;

/** The registry: a new scenario is one class and one line here. */
final class Scenarios {
    static final Scenarios ALL = new Scenarios(List.of(
            new PaginationScenario(),
            new BatchingScenario(),
            new RoutingScenario(),
            new CachingScenario(),
            new AggregationScenario()));

    private final List<Scenario> scenarios;

    Scenarios(List<Scenario> scenarios) {
        this.scenarios = List.copyOf(scenarios);
    }

    Scenario byName(String name) throws UsageException {
        return scenarios.stream()
                .filter(scenario -> scenario.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UsageException("Unknown scenario " + name + "; there are: " + names()));
    }

    /** One line a scenario, for people. */
    String list() {
        return scenarios.stream()
                .map(scenario -> "  %-14s %s%n".formatted(scenario.name(), scenario.about()))
                .collect(Collectors.joining());
    }

    private String names() {
        return scenarios.stream().map(Scenario::name).collect(Collectors.joining(", "));
    }
}
