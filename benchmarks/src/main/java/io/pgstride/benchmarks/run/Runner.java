package io.pgstride.benchmarks.run;

import java.util.List;
import java.util.function.Consumer;

/** Runs cases: all subjects of a case side by side, round by round. */
public final class Runner {
    private final Rounds rounds;
    private final long seed;
    private final Consumer<String> progress;

    /**
     * A runner.
     *
     * @param seed draws the order of subjects
     * @param progress gets a line for each round
     */
    public Runner(Rounds rounds, long seed, Consumer<String> progress) {
        this.rounds = rounds;
        this.seed = seed;
        this.progress = progress;
    }

    /**
     * Prepares the case, sets the subjects up, measures them, and closes them.
     *
     * @return one figure for each metric and subject, metrics first, both in the order of the case
     * @throws DisagreementException if a subject's answer differs from the others' in any round
     */
    public <S extends Subject> List<Figure> run(String scenario, Case<S> benchmark) throws Exception {
        benchmark.preparation().run();
        try (OpenSubjects<S> subjects = OpenSubjects.of(benchmark.contenders())) {
            CaseRun<S> run = new CaseRun<>(scenario, benchmark, subjects);
            tell(scenario, benchmark, "warm-up");
            run.warmUp(new Turns(subjects.size(), seed));
            Turns measured = new Turns(subjects.size(), seed);
            int last = benchmark.rounds().orElse(rounds).measured();
            for (int round = 1; round <= last; round++) {
                tell(scenario, benchmark, "round %d of %d".formatted(round, last));
                run.round(measured.next());
            }
            return run.figures();
        }
    }

    private void tell(String scenario, Case<?> benchmark, String what) {
        progress.accept(scenario + "/" + benchmark.name() + ": " + what);
    }
}
