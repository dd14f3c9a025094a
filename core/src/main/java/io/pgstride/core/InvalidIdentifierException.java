package io.pgstride.core;

/** Text that cannot be a PostgreSQL identifier, or not without being changed. */
public final class InvalidIdentifierException extends PgstrideException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 100;

    /** Uncut, unlike in the message. */
    private final String text;

    InvalidIdentifierException(String text, String reason) {
        super("Identifier '" + (text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text) + "': " + reason);
        this.text = text;
    }

    /** {@return the text that was refused} */
    public String text() {
        return text;
    }
}
