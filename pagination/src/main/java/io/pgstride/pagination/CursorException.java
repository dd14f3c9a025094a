package io.pgstride.pagination;

import io.pgstride.core.PgstrideException;

/**
 * A cursor, or a client's token of one, that cannot be used. It is thrown before any SQL runs. Answer HTTP 400 with {@link #code()}
 * and the message, which holds nothing of the token, no key values, no scope, no names of tables or columns and no key material. (A
 * row that no cursor can be made of is the server's matter: {@link CursorEncodingException}.)
 *
 * <table>
 * <caption>Codes; they stay the same from version to version, the messages need not</caption>
 * <tr><th>{@code code()}</th><th>type</th><th>what the client should do</th></tr>
 * <tr><td>{@code cursor_malformed}</td><td>{@link MalformedCursorException}</td><td>send a token as it was given out</td></tr>
 * <tr><td>{@code cursor_tampered}</td><td>{@link TamperedCursorException}</td><td>start again at the first page</td></tr>
 * <tr><td>{@code cursor_expired}</td><td>{@link ExpiredCursorException}</td><td>start again at the first page</td></tr>
 * <tr><td>{@code cursor_oversized}</td><td>{@link OversizedCursorException}</td><td>send a token as it was given out</td></tr>
 * <tr><td>{@code cursor_other_ordering}</td><td>{@link OrderingMismatchException}</td><td>keep the ordering or start again</td></tr>
 * <tr><td>{@code cursor_other_filter}</td><td>{@link FilterMismatchException}</td><td>keep the filter or start again</td></tr>
 * <tr><td>{@code cursor_other_scope}</td><td>{@link ScopeMismatchException}</td><td>start again at the first page</td></tr>
 * </table>
 */
public abstract sealed class CursorException extends PgstrideException
        permits MalformedCursorException,
                TamperedCursorException,
                ExpiredCursorException,
                OversizedCursorException,
                OrderingMismatchException,
                FilterMismatchException,
                ScopeMismatchException {
    private static final long serialVersionUID = 1L;

    /**
     * For the cases of this module.
     *
     * @param message what is wrong with the cursor and where to take a good one from
     */
    CursorException(String message) {
        super(message);
    }

    /** {@return the kind of mistake, for programs: one of the table above} */
    public abstract String code();
}
