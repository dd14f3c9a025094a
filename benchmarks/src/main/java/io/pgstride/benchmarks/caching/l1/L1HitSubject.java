package io.pgstride.benchmarks.caching.l1;

import io.pgstride.benchmarks.caching.Sizes;
import io.pgstride.benchmarks.run.Case;
import io.pgstride.benchmarks.run.Contender;
import io.pgstride.benchmarks.run.JmhScores;
import io.pgstride.benchmarks.run.Metric;
import io.pgstride.benchmarks.run.Reading;
import io.pgstride.benchmarks.run.Subject;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/** The scores of {@link L1HitBenchmark}. */
public final class L1HitSubject implements Subject {
    private final JmhScores scores;

    private L1HitSubject(String name, Sizes sizes) {
        scores = new JmhScores(
                L1HitBenchmark.class, Map.of("subject", name), sizes.iteration(), sizes.forks(), sizes.l1Hits());
    }

    /** The case. */
    public static Case<L1HitSubject> l1Hit(Sizes sizes) {
        return new Case<>(
                        "l1-hit",
                        List.of(contender(L1HitBenchmark.CAFFEINE, sizes), contender(L1HitBenchmark.PGSTRIDE, sizes)),
                        List.of(Metric.exact("ns", "ns", L1HitSubject::nanos)))
                .rounds(sizes.l1Hits());
    }

    private static Contender<L1HitSubject> contender(String name, Sizes sizes) {
        return new Contender<>(name, () -> new L1HitSubject(name, sizes));
    }

    /** The next iteration's. */
    Reading nanos() throws RunnerException {
        return scores.next();
    }

    @Override
    public void close() {}
}
