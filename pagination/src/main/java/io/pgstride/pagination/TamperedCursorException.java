package io.pgstride.pagination;

/**
 * A token that none of the accepted keys signed: it was changed or cut, signed with a key that has been withdrawn, or has no
 * signature where one is wanted. No SQL runs.
 */
public final class TamperedCursorException extends CursorException {
    private static final long serialVersionUID = 1L;

    /**
     * For the cases of this module.
     *
     * @param reason what is wrong, without any of the token's text
     */
    public TamperedCursorException(String reason) {
        super(reason + "; send a cursor exactly as it was given out, or start again at the first page");
    }

    @Override
    public String code() {
        return "cursor_tampered";
    }
}
