package io.pgstride.pagination;

import io.pgstride.core.PgstrideException;

/** Pages of a query would read more than their rows; the message says where, and prints the indexes that mend it. */
public final class PlanVerificationException extends PgstrideException {
    private static final long serialVersionUID = 1L;

    private final transient PlanCheck check;

    PlanVerificationException(PlanCheck check) {
        super(check.toString());
        this.check = check;
    }

    /** {@return what was found: problems, each with its statements to mend it, and notes; not there after serialization} */
    public PlanCheck check() {
        return check;
    }
}
