package io.pgstride.benchmarks.routing.cost;

import io.pgstride.benchmarks.routing.Sizes;
import io.pgstride.benchmarks.run.JmhScores;
import io.pgstride.benchmarks.run.Reading;
import io.pgstride.benchmarks.run.Subject;
import io.pgstride.benchmarks.server.Replicas;
import java.util.Map;
import java.util.stream.Collectors;
import org.openjdk.jmh.runner.RunnerException;

/** The scores of {@link DecisionBenchmark} over the hosts. */
final class DecisionSubject implements Subject {
    private final JmhScores scores;

    DecisionSubject(String name, Replicas servers, Sizes sizes) {
        String urls = servers.hosts().stream().map(servers::url).collect(Collectors.joining(" "));
        scores = new JmhScores(
                DecisionBenchmark.class,
                Map.of("urls", urls, "subject", name),
                sizes.iteration(),
                sizes.forks(),
                sizes.decisions());
    }

    /** The next iteration's. */
    Reading micros() throws RunnerException {
        return scores.next();
    }

    @Override
    public void close() {}
}
