package io.pgstride.benchmarks.aggregation;

import io.pgstride.benchmarks.run.Case;
import io.pgstride.benchmarks.run.Scale;
import io.pgstride.benchmarks.run.Scenario;
import io.pgstride.benchmarks.server.Database;
import io.pgstride.benchmarks.server.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Counters, counts, summaries and derived columns beside what is written without them. */
public final class AggregationScenario implements Scenario {
    private final Function<Scale, Sizes> sizes;

    /** The scenario at the sizes that documentation speaks of. */
    public AggregationScenario() {
        this(Sizes::of);
    }

    AggregationScenario(Function<Scale, Sizes> sizes) {
        this.sizes = sizes;
    }

    @Override
    public String name() {
        return "aggregation";
    }

    @Override
    public String about() {
        return "Counters that many write to, counts, summaries and derived columns, and repairs while others write.";
    }

    @Override
    public List<Case<?>> cases(Environment environment, Scale scale) throws Exception {
        Sizes chosen = sizes.apply(scale);
        Database database = environment.postgres();
        environment.say("data       " + chosen);
        List<Case<?>> cases = new ArrayList<>();
        cases.add(HotCounter.benchmark(database, chosen));
        cases.add(BulkTrigger.benchmark(database, chosen));
        cases.addAll(ApproximateCounts.benchmarks(database, chosen, scale.pace()));
        cases.add(Summary.benchmark(database, chosen));
        cases.add(Repair.benchmark(database, chosen));
        cases.add(Derived.benchmark(database, chosen, scale.pace()));
        return cases;
    }
}
