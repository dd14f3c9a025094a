package io.pgstride.benchmarks.run;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A piece of work that several subjects do, and what is measured of it.
 *
 * @param name unique within the scenario
 * @param preparation runs before the subjects are set up
 * @param contenders at least one, with distinct names
 * @param metrics at least one, in the order in which they are read and reported
 * @param rounds empty for those of the run's scale
 * @param <S> the kind of subject, which offers the units that the metrics run
 */
public record Case<S extends Subject>(
        String name,
        Preparation preparation,
        List<Contender<S>> contenders,
        List<Metric<S>> metrics,
        Optional<Rounds> rounds) {

    /** A case for which the scenario's data are ready. */
    public Case(String name, List<Contender<S>> contenders, List<Metric<S>> metrics) {
        this(name, () -> {}, contenders, metrics);
    }

    /** A case of as many rounds as the run's scale has. */
    public Case(String name, Preparation preparation, List<Contender<S>> contenders, List<Metric<S>> metrics) {
        this(name, preparation, contenders, metrics, Optional.empty());
    }

    public Case {
        contenders = List.copyOf(contenders);
        metrics = List.copyOf(metrics);
        requireDistinct(
                name, "subject", contenders.stream().map(Contender::name).toList());
        requireDistinct(name, "metric", metrics.stream().map(Metric::name).toList());
    }

    /** The same for another number of rounds. */
    public Case<S> rounds(Rounds other) {
        return new Case<>(name, preparation, contenders, metrics, Optional.of(other));
    }

    private static void requireDistinct(String owner, String what, List<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("Case " + owner + " has no " + what);
        }
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("Case " + owner + " has the " + what + " " + name + " twice");
            }
        }
    }

    /** Changes what the cases before have left behind, as the indexes of a table. */
    @FunctionalInterface
    public interface Preparation {
        void run() throws Exception;
    }
}
