package io.pgstride.pagination;

import io.pgstride.core.PgstrideException;

/**
 * A cursor that cannot be used or made. It is thrown before any SQL runs; where the cursor came from a client, it is the
 * client's mistake. Messages hold no key values.
 */
public class CursorException extends PgstrideException {
    private static final long serialVersionUID = 1L;

    /**
     * For the cases of this module.
     *
     * @param message what is wrong with the cursor and where to take a good one from
     */
    public CursorException(String message) {
        super(message);
    }
}
