package io.pgstride.routing;

import java.sql.SQLTransientConnectionException;

/** No host could serve: no primary for a write, or none fit for a read within its limits. Nothing has run; trying again later may help. */
public final class NoHostException extends SQLTransientConnectionException {
    private static final long serialVersionUID = 1L;

    private final transient RouteExplanation explanation;

    /**
     * For a request that was refused.
     *
     * @param message what was asked for, how long, what is known of each host, and what to do
     * @param explanation the same as data
     */
    public NoHostException(String message, RouteExplanation explanation) {
        super(message, "08001");
        this.explanation = explanation;
    }

    /** {@return each host and why it was not chosen} */
    public RouteExplanation explanation() {
        return explanation;
    }
}
