package io.pgstride.pagination;

import io.pgstride.core.PgstrideException;

/** An ordering that cannot be paged without losing or repeating rows; the message says how to mend it. */
public final class InvalidOrderingException extends PgstrideException {
    private static final long serialVersionUID = 1L;

    /**
     * For the rules of this module.
     *
     * @param message names the table and the key, and says how to mend it
     */
    public InvalidOrderingException(String message) {
        super(message);
    }
}
