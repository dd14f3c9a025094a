package io.pgstride.benchmarks.run;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a timed unit for all subjects in turns until their times mean something.
 *
 * <p>The JVM makes code faster while it runs, in steps, by compilers that work beside it. So every subject goes on until the times of
 * all have settled and the compilers have come to rest, or, on a machine so busy that neither comes, for {@value #MOST} turns.
 * Subjects whose time is the server's are left out of that, as running them often costs much and changes nothing.
 */
final class WarmUp<S extends Subject> {
    static final int MOST = 30;

    /** The share of a turn's time in which compilers at rest may still work, in percent. */
    private static final int REST_PERCENT = 10;

    private final Timing<S> timing;
    private final OpenSubjects<S> subjects;
    private final Turns turns;
    private final List<Settling> settlings = new ArrayList<>();
    private final CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();

    WarmUp(Timing<S> timing, OpenSubjects<S> subjects, Turns turns) {
        this.timing = timing;
        this.subjects = subjects;
        this.turns = turns;
        for (int i = 0; i < subjects.size(); i++) {
            settlings.add(new Settling());
        }
    }

    void run() throws Exception {
        boolean done = false;
        for (int turn = 0; turn < MOST && !done; turn++) {
            boolean atRest = turnLeavesCompilersAtRest();
            done = settlings.stream().allMatch(Settling::settled)
                    && (atRest || settlings.stream().allMatch(Settling::slow));
        }
    }

    private boolean turnLeavesCompilersAtRest() throws Exception {
        long begin = System.nanoTime();
        long compiled = compilers.getTotalCompilationTime();
        turn();
        long millis = (System.nanoTime() - begin) / 1_000_000;
        return (compilers.getTotalCompilationTime() - compiled) * 100 <= millis * REST_PERCENT;
    }

    private void turn() throws Exception {
        for (int index : turns.next()) {
            Settling settling = settlings.get(index);
            if (!(settling.slow() && settling.settled())) {
                subjects.get(index).reset();
                settling.add(timing.run(subjects.get(index)), timing.pace());
            }
        }
    }
}
