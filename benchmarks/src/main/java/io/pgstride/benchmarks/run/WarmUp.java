package io.pgstride.benchmarks.run;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a timed metric of a subject has been run often enough for its times to mean something.
 *
 * <p>The JVM makes code faster while it runs, in steps. Times have settled when {@value #STEADY} readings in a row brought nothing
 * better than the readings before by more than {@value #BETTER_PERCENT}%; on a machine so busy that they never do, after
 * {@value #MOST} readings. A run that fills a reading with few operations is the server's work rather than the JVM's: of
 * those the second reading is enough, as the first may be slow only for being the first.
 */
final class WarmUp<S extends Subject> {
    private static final int STEADY = 8;
    private static final int BETTER_PERCENT = 5;
    private static final int MOST = 40;
    private static final int FEW = 10;

    private final Timing<S> timing;
    private final S subject;
    private final List<Double> millis = new ArrayList<>();
    private boolean slow;

    WarmUp(Timing<S> timing, S subject) {
        this.timing = timing;
        this.subject = subject;
    }

    /** Runs for one reading. */
    void run() throws Exception {
        subject.reset();
        Timing.Timed timed = timing.run(subject);
        millis.add(Statistics.median(timed.millisPerOperation()));
        slow = timed.samples().size() == 1 && timed.operations() <= FEW;
    }

    boolean settled() {
        int readings = millis.size();
        if (slow || readings >= MOST) {
            return readings >= 2;
        }
        int early = readings - STEADY;
        return early > 0
                && best(millis.subList(early, readings))
                        > best(millis.subList(0, early)) * (100 - BETTER_PERCENT) / 100;
    }

    private static double best(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }
}
