package io.pgstride.routing.internal.route;

import java.util.concurrent.atomic.AtomicInteger;

/** How many reads are on the primary because no replica was fit. Each asks with a limit of its own. */
final class PrimaryReads {
    private final AtomicInteger now = new AtomicInteger();
    private final Runnable onRelease;

    PrimaryReads(Runnable onRelease) {
        this.onRelease = onRelease;
    }

    boolean enter(int most) {
        int current = now.get();
        while (current < most) {
            if (now.compareAndSet(current, current + 1)) {
                return true;
            }
            current = now.get();
        }
        return false;
    }

    void leave() {
        now.decrementAndGet();
        onRelease.run();
    }
}
