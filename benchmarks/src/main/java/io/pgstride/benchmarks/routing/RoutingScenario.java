package io.pgstride.benchmarks.routing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pgstride.benchmarks.routing.cost.CostCases;
import io.pgstride.benchmarks.routing.faults.FaultCases;
import io.pgstride.benchmarks.run.Case;
import io.pgstride.benchmarks.run.Scale;
import io.pgstride.benchmarks.run.Scenario;
import io.pgstride.benchmarks.server.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** A primary and its replicas: what routing costs, and what is seen of hosts that lag, die or cannot be reached. */
public final class RoutingScenario implements Scenario {
    private final Function<Scale, Sizes> sizes;

    /** The scenario at the sizes that documentation speaks of. */
    public RoutingScenario() {
        this(Sizes::of);
    }

    RoutingScenario(Function<Scale, Sizes> sizes) {
        this.sizes = sizes;
    }

    @Override
    public String name() {
        return "routing";
    }

    @Override
    public String about() {
        return "Reads and writes over a primary and replicas: costs, reads of one's own writes, failover, slow links.";
    }

    @Override
    public List<Case<?>> cases(Environment environment, Scale scale) throws Exception {
        Sizes chosen = sizes.apply(scale);
        Bank bank = new Bank(environment);
        environment.say("data       " + chosen);
        environment.say("peers      " + peers());
        List<Case<?>> cases = new ArrayList<>(new CostCases(bank, chosen).all());
        cases.addAll(new FaultCases(environment, bank, chosen).all());
        return cases;
    }

    private static String peers() throws IOException {
        try (InputStream versions = Objects.requireNonNull(RoutingScenario.class.getResourceAsStream("peers.txt"))) {
            return new String(versions.readAllBytes(), UTF_8).strip();
        }
    }
}
