package io.pgstride.examples.tour.chapters;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.pgstride.testing.ClusterHost;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** Pauses and resumes a standby's replay, each for 50 to 250 ms, on a thread of its own; as a long query there does, or a slow disk. Ends with replay going on. */
final class Stutter {
    private static final long SHORTEST_MILLIS = 50;
    private static final long LONGEST_MILLIS = 250;
    private static final long SEED = 7;

    private final ClusterHost standby;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "pgstride-tour-stutter");

    private Stutter(ClusterHost standby) {
        this.standby = standby;
    }

    /** What work gives while replay is paused and resumed beside it. */
    static <T> T during(ClusterHost standby, Supplier<T> work) throws InterruptedException {
        Stutter stutter = new Stutter(standby);
        stutter.thread.start();
        try {
            return work.get();
        } finally {
            stutter.end.countDown();
            stutter.thread.join();
        }
    }

    private void run() {
        SplittableRandom random = new SplittableRandom(SEED);
        try {
            while (!over(random)) {
                standby.pauseReplay();
                boolean over = over(random);
                standby.resumeReplay();
                if (over) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            standby.resumeReplay();
        }
    }

    private boolean over(SplittableRandom random) throws InterruptedException {
        return end.await(random.nextLong(SHORTEST_MILLIS, LONGEST_MILLIS + 1), MILLISECONDS);
    }
}
