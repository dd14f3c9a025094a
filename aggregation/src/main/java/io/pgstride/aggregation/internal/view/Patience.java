package io.pgstride.aggregation.internal.view;

import io.pgstride.aggregation.view.RefreshWaitException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The pauses of one who waits for others, longer and longer, up to half a second. */
final class Patience {
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofMillis(500);

    private final String view;
    private final Duration most;
    private final long began = System.nanoTime();
    private long pause;

    private Patience(String view, Duration most, Duration first) {
        this.view = view;
        this.most = most;
        this.pause = first.toNanos();
    }

    /** Begins with short ones. */
    static Patience quick(String view, Duration most) {
        return new Patience(view, most, SHORTEST);
    }

    /** Of a quarter of a second at least, to let others pass. */
    static Patience slow(String view, Duration most) {
        return new Patience(view, most, LONGEST);
    }

    /** Between two looks at what is waited for. */
    void pause() {
        long waited = System.nanoTime() - began;
        long left = most.toNanos() - waited;
        if (left <= 0) {
            throw new RefreshWaitException(view, Duration.ofNanos(waited), false);
        }
        try {
            TimeUnit.NANOSECONDS.sleep(
                    Math.min(left, ThreadLocalRandom.current().nextLong(pause / 2, pause)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefreshWaitException(view, Duration.ofNanos(System.nanoTime() - began), true);
        }
        pause = Math.min(LONGEST.toNanos(), pause * 3 / 2);
    }
}
