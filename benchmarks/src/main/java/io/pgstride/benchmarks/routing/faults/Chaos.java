package io.pgstride.benchmarks.routing.faults;

import io.pgstride.testing.ClusterHost;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Pauses and resumes the replay of each standby at random times. */
public final class Chaos {
    private static final int LONGEST_PAUSE_MILLIS = 40;
    private static final int LONGEST_REST_MILLIS = 60;

    private final CountDownLatch leaving = new CountDownLatch(1);
    private final List<ClusterHost> standbys;
    private final List<Random> randoms;

    private Chaos(List<ClusterHost> standbys, long seed) {
        this.standbys = standbys;
        this.randoms = standbys.stream()
                .map(standby -> new Random(seed + standby.name().hashCode()))
                .toList();
    }

    /** Runs work meanwhile; replay goes on when it has ended. */
    public static <T> T beside(List<ClusterHost> standbys, long seed, Callable<T> work) throws Exception {
        Chaos chaos = new Chaos(standbys, seed);
        return Load.beside(standbys.size(), chaos::turn, () -> {
            try {
                return work.call();
            } finally {
                chaos.leaving.countDown();
            }
        });
    }

    private void turn(int number) throws InterruptedException {
        ClusterHost standby = standbys.get(number);
        Random random = randoms.get(number);
        standby.pauseReplay();
        leaving.await(random.nextInt(LONGEST_PAUSE_MILLIS), TimeUnit.MILLISECONDS);
        standby.resumeReplay();
        leaving.await(random.nextInt(LONGEST_REST_MILLIS), TimeUnit.MILLISECONDS);
    }
}
