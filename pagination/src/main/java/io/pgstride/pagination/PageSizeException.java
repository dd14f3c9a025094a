package io.pgstride.pagination;

import io.pgstride.core.PgstrideException;

/** A page size below 1 or above the keyset's {@code maxPageSize}. No SQL runs. The message is fit for a client. */
public final class PageSizeException extends PgstrideException {
    private static final long serialVersionUID = 1L;

    /** In rows. */
    private final int requested;

    /** In rows. */
    private final int maxPageSize;

    PageSizeException(int requested, int maxPageSize) {
        super("page size " + requested + " is outside 1 to " + maxPageSize
                + (requested < 1 ? "; ask for at least 1 row" : "; ask for fewer rows"));
        this.requested = requested;
        this.maxPageSize = maxPageSize;
    }

    /** {@return the size that was asked for, in rows} */
    public int requested() {
        return requested;
    }

    /** {@return the largest size that the keyset allows, in rows} */
    public int maxPageSize() {
        return maxPageSize;
    }
}
