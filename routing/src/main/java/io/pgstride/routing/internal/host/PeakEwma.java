package io.pgstride.routing.internal.host;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How long a host takes, as a moving average that follows a peak at once and forgets it slowly. Thread-safe.
 *
 * <p>After "peak EWMA" of Finagle's load balancers: {@code cost = max(sample, cost * w + sample * (1 - w))} with {@code w = exp(-elapsed / tau)}. Without
 * samples it decays, so that a host that was slow is tried again.
 */
final class PeakEwma {
    private static final double TAU_NANOS = 1e9;

    private record Cost(double nanos, long at) {
        Cost with(long sample, long now) {
            double weight = weight(now - at);
            return new Cost(Math.max((double) sample, nanos * weight + sample * (1 - weight)), now);
        }
    }

    private final AtomicReference<Cost> cost;

    PeakEwma() {
        cost = new AtomicReference<>(new Cost(0, System.nanoTime()));
    }

    void observe(long nanos, long now) {
        cost.updateAndGet(old -> old.with(nanos, now));
    }

    double nanos(long now) {
        return Objects.requireNonNull(cost.get()).with(0, now).nanos;
    }

    private static double weight(long elapsed) {
        return Math.exp(-Math.max(0, elapsed) / TAU_NANOS);
    }
}
