package io.pgstride.pagination;

import io.pgstride.core.PgstrideException;

/**
 * A place in an ordering that no cursor or token can be made of: the row lacks a key, the token would be too long, or a key holds a
 * character that PostgreSQL's text cannot. The server's matter and not the client's, hence no {@link CursorException}. Messages hold no key values.
 */
public final class CursorEncodingException extends PgstrideException {
    private static final long serialVersionUID = 1L;

    /**
     * For the cases of this module.
     *
     * @param message names the limit and the mend
     */
    public CursorEncodingException(String message) {
        super(message);
    }
}
