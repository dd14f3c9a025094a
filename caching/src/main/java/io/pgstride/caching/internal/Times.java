package io.pgstride.caching.internal;

import io.pgstride.caching.store.Entry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How long entries are fresh and usable.
 *
 * <p>An entry is loaded again a little before it expires, by chance: the probability grows with how near its end is, how long loading takes and how often it is asked
 * for, so that of many askers one is early and the others need not wait. After XFetch, Vattani, Chierichetti and Lowenstein, "Optimal Probabilistic Cache Stampede
 * Prevention", VLDB 2015: early if {@code now - delta * beta * ln(random) >= expiry}.
 *
 * @param fresh how long an entry is fresh
 * @param absentFresh the same where there is no value
 * @param jitter the part of it by which entries of one moment differ
 * @param beta how early; 0 for never
 * @param stale how long after that it is given while it is loaded again
 * @param staleOnError how long after that it is given when loading fails
 */
public record Times(
        Clock clock,
        Duration fresh,
        Duration absentFresh,
        double jitter,
        double beta,
        Duration stale,
        Duration staleOnError) {
    /** Beyond so many times what loading takes, less than one in a thousand million reads is early. */
    private static final double FAR = 21;

    /** What an entry is good for. */
    public enum Use {
        /** As it is. */
        FRESH,
        /** As it is, but somebody should load it again. */
        REFRESH,
        /** Only if loading fails. */
        ON_ERROR,
        /** Nothing. */
        NONE
    }

    <V> Entry<V> entry(@Nullable V value, long loadMillis) {
        long now = clock.millis();
        long whole = (value == null ? absentFresh : fresh).toMillis();
        long until = now
                + Math.round(whole * (1 - jitter * ThreadLocalRandom.current().nextDouble()));
        long longest = Math.max(stale.toMillis(), staleOnError.toMillis());
        return new Entry<>(value, now, until, until + longest, loadMillis);
    }

    long now() {
        return clock.millis();
    }

    /** Short for hits, of which it is most of what they do beside the look-up. */
    <V> Use use(Entry<V> entry, long now) {
        return entry.freshUntil() - now > entry.loadMillis() * beta * FAR ? Use.FRESH : useNearItsEnd(entry, now);
    }

    private <V> Use useNearItsEnd(Entry<V> entry, long now) {
        double early = entry.loadMillis() * beta;
        if (now < entry.freshUntil()) {
            double draw = -Math.log(1 - ThreadLocalRandom.current().nextDouble());
            return now + early * draw >= entry.freshUntil() ? Use.REFRESH : Use.FRESH;
        }
        if (now < entry.freshUntil() + stale.toMillis() && now < entry.usableUntil()) {
            return Use.REFRESH;
        }
        boolean onError = now < entry.freshUntil() + staleOnError.toMillis() && now < entry.usableUntil();
        return onError ? Use.ON_ERROR : Use.NONE;
    }
}
