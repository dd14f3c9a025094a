package io.pgstride.core.plan;

import io.pgstride.core.PgstrideException;

/** Text that is not a plan in the format of EXPLAIN (FORMAT JSON); the message does not quote the text. */
public final class PlanParseException extends PgstrideException {
    private static final long serialVersionUID = 1L;

    /** In characters from the start. */
    private final int offset;

    PlanParseException(String reason, int offset) {
        super("Plan cannot be read at character " + offset + ": " + reason
                + "; pass the whole output of EXPLAIN (FORMAT JSON)");
        this.offset = offset;
    }

    /** {@return where reading stopped, in characters from the start; 0 where the text is JSON but not a plan} */
    public int offset() {
        return offset;
    }
}
