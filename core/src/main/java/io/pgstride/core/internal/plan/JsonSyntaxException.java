package io.pgstride.core.internal.plan;

/** Text that is not JSON; says what was expected, never what stood there. */
public final class JsonSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int offset;

    JsonSyntaxException(String message, int offset) {
        super(message);
        this.offset = offset;
    }

    /** Where reading stopped, in characters from the start. */
    public int offset() {
        return offset;
    }
}
