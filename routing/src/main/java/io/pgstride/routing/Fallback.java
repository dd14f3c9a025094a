package io.pgstride.routing;

import java.time.Duration;
import java.util.Objects;

/**
 * What a read does when no replica is fit for it: waits for one, then goes to the primary while few others do, then takes the last way. An immutable value.
 *
 * @param patience how long to wait for a replica to become fit, on what the monitors see, before the primary is asked; zero for not at all
 * @param primaryReads how many reads may be on the primary at once because no replica was fit, over all of the router; 0 for none
 * @param last what to do when that many are there already, or there is no primary
 */
public record Fallback(Duration patience, int primaryReads, Last last) {

    /** What is left when neither a replica nor the primary can serve. */
    public enum Last {
        /** Fails at once with a {@link NoHostException}. */
        REJECT,
        /** Goes on waiting for either, up to the router's connection timeout, then fails. */
        WAIT,
        /** Takes any replica that answers, however old what it shows. Only where stale rows do no harm. */
        STALE
    }

    private static final Fallback DEFAULTS = new Fallback(Duration.ofMillis(50), 8, Last.WAIT);

    /**
     * Checks.
     *
     * @param patience not negative
     * @param primaryReads not negative
     * @param last not null
     * @throws IllegalArgumentException if one is negative
     */
    public Fallback {
        Objects.requireNonNull(last, "last");
        if (patience.isNegative() || primaryReads < 0) {
            throw new IllegalArgumentException("patience " + patience + " and primaryReads " + primaryReads
                    + " must not be negative; zero is for none");
        }
    }

    /** {@return 50 ms of patience, 8 reads on the primary, then waiting} */
    public static Fallback ofDefaults() {
        return DEFAULTS;
    }

    /**
     * {@return the same with another patience}
     *
     * @param time not negative
     */
    public Fallback patience(Duration time) {
        return new Fallback(time, primaryReads, last);
    }

    /**
     * {@return the same with another budget on the primary}
     *
     * @param atOnce not negative
     */
    public Fallback primaryReads(int atOnce) {
        return new Fallback(patience, atOnce, last);
    }

    /**
     * {@return the same with another last way}
     *
     * @param way what to do at the end
     */
    public Fallback last(Last way) {
        return new Fallback(patience, primaryReads, way);
    }
}
