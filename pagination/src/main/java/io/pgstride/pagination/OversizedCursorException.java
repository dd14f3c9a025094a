package io.pgstride.pagination;

/** A text longer than {@link CursorTokens.Builder#maxLength}, refused without being read. No SQL runs. */
public final class OversizedCursorException extends CursorException {
    private static final long serialVersionUID = 1L;

    /** In characters. */
    private final int length;

    /** In characters. */
    private final int limit;

    /**
     * For the cases of this module.
     *
     * @param length of the text, in characters
     * @param limit what it may be at most
     */
    public OversizedCursorException(int length, int limit) {
        super("the cursor has " + length + " characters and may have at most " + limit
                + "; send a cursor exactly as it was given out, or start again at the first page");
        this.length = length;
        this.limit = limit;
    }

    /** {@return the length of what was sent, in characters} */
    public int length() {
        return length;
    }

    /** {@return the longest token that is read, in characters} */
    public int limit() {
        return limit;
    }

    @Override
    public String code() {
        return "cursor_oversized";
    }
}
