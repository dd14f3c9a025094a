package io.pgstride.pagination;

import io.pgstride.core.PgstrideException;

/** A page number below 1, or one so large that no table has so many rows. No SQL runs. */
public final class PageNumberException extends PgstrideException {
    private static final long serialVersionUID = 1L;

    /** From 1. */
    private final long requested;

    /** From 1. */
    private final long maxPageNumber;

    PageNumberException(long requested, long maxPageNumber) {
        super("page number " + requested + " is outside 1 to " + maxPageNumber + "; the first page is number 1");
        this.requested = requested;
        this.maxPageNumber = maxPageNumber;
    }

    /** {@return the number that was asked for} */
    public long requested() {
        return requested;
    }

    /** {@return the largest number that can be asked for at this page size} */
    public long maxPageNumber() {
        return maxPageNumber;
    }
}
