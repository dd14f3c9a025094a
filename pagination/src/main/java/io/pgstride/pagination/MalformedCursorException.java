package io.pgstride.pagination;

/**
 * A text that is no token: not base64url in its one spelling, of a version that this one cannot read, or of another shape than
 * tokens have. No SQL runs.
 */
public final class MalformedCursorException extends CursorException {
    private static final long serialVersionUID = 1L;

    /**
     * For the cases of this module.
     *
     * @param reason what is wrong, without any of the token's text
     */
    public MalformedCursorException(String reason) {
        super("this is no cursor: " + reason
                + "; send a cursor exactly as it was given out, or start again at the first page");
    }

    @Override
    public String code() {
        return "cursor_malformed";
    }
}
