package io.pgstride.batching.backfill;

import io.pgstride.batching.internal.backfill.AnyThrottle;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.DSLContext;

/**
 * What makes a backfill wait while it would do harm. See {@link Throttles} for ready ones.
 *
 * <p>A backfill asks before a batch, one thread at a time, at most every second and at most for a hundredth of the time. When a throttle objects, no batch
 * begins; it is asked again after pauses that grow from 100 ms to 5 s, until it has no objection or the backfill is paused, stopped
 * or interrupted. An exception counts like that of a batch. An instance that keeps figures between checks serves one backfill only.
 */
public interface Throttle {
    /** {@return a short fixed name, for telemetry: lower-case words joined by hyphens} */
    String name();

    /**
     * {@return why to wait, with the figure found and the limit; empty to go on}
     *
     * @param dsl in a short transaction of its own, for this call only
     */
    Optional<String> check(DSLContext dsl);

    /**
     * {@return a throttle of your own}
     *
     * @param name as {@link #name()}
     * @param check as {@link #check}; by threads one after the other
     */
    static Throttle of(String name, Function<DSLContext, Optional<String>> check) {
        return new AnyThrottle(Objects.requireNonNull(name, "name"), "", Objects.requireNonNull(check, "check"));
    }
}
