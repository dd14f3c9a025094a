package io.pgstride.testing.internal.proxy;

import java.time.Duration;

/** The harm that is asked for at the moment. */
public final class Faults {
    private volatile boolean dropResponses;
    private volatile Duration delay = Duration.ZERO;

    public void dropResponses(boolean on) {
        dropResponses = on;
    }

    boolean dropResponses() {
        return dropResponses;
    }

    public void delay(Duration by) {
        delay = by;
    }

    Duration delay() {
        return delay;
    }
}
