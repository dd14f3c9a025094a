package io.pgstride.batching.internal.backfill;

import io.pgstride.batching.backfill.Throttle;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.DSLContext;

/** A throttle that keeps nothing between its checks. */
public record AnyThrottle(String name, String limit, Function<DSLContext, Optional<String>> finding)
        implements Throttle {
    @Override
    public Optional<String> check(DSLContext dsl) {
        return finding.apply(dsl);
    }

    @Override
    public String toString() {
        return limit.isEmpty() ? name : name + " " + limit;
    }
}
