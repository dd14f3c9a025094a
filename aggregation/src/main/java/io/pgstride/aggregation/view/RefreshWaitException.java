package io.pgstride.aggregation.view;

import io.pgstride.core.PgstrideException;
import java.time.Duration;

/** A caller waited for others' refresh of a view, and gave up. That refresh goes on. */
public final class RefreshWaitException extends PgstrideException {
    private static final long serialVersionUID = 1L;

    /** Until it gave up. */
    private final Duration waited;

    /**
     * Tells how long it waited.
     *
     * @param view its name, quoted
     * @param waited until it gave up
     * @param interrupted whether the thread was interrupted, and still is
     */
    public RefreshWaitException(String view, Duration waited, boolean interrupted) {
        super("materialized view " + view + " is being refreshed by somebody else for longer than " + waited.toMillis()
                + " ms, " + (interrupted ? "when the thread was interrupted" : "the waitTimeout: allow more")
                + "; MaterializedViews.status tells who refreshes it");
        this.waited = waited;
    }

    /** {@return until it gave up} */
    public Duration waited() {
        return waited;
    }
}
