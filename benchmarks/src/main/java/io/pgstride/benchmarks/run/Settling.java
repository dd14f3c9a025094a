package io.pgstride.benchmarks.run;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether the times of one subject have settled: {@value #STEADY} readings in a row brought nothing better than the readings before
 * by more than {@value #BETTER_PERCENT}%.
 *
 * <p>A subject is slow if one run of a few operations fills a reading. Its time is the server's, so its second reading is
 * enough; the first may be slow only for being the first. Taken for slow is also what runs once a reading by its pace, as it uses up what
 * it works on.
 */
final class Settling {
    private static final int STEADY = 8;
    private static final int BETTER_PERCENT = 5;
    private static final int FEW = 10;

    private final List<Double> millis = new ArrayList<>();
    private boolean slow;

    void add(Timing.Timed reading, Pace pace) {
        millis.add(Statistics.median(reading.millisPerOperation()));
        slow = reading.samples().size() == 1 && (reading.operations() <= FEW || pace.atMost() == 1);
    }

    boolean slow() {
        return slow;
    }

    boolean settled() {
        int readings = millis.size();
        if (slow) {
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
