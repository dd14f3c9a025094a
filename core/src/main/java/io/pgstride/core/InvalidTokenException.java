package io.pgstride.core;

/**
 * A text that {@link TokenFormat} does not take for a consistency token. The message says what is wrong, and holds nothing of the
 * text but the number of an unknown version.
 */
public final class InvalidTokenException extends PgstrideException {
    private static final long serialVersionUID = 1L;

    /** What is wrong with a text. */
    public enum Reason {
        /** No token, or not spelled as {@link TokenFormat#write} spells it. */
        MALFORMED,
        /** Of a version that this release does not know. */
        VERSION,
        /** Changed, signed by no accepted key, unsigned where a signature is wanted, or signed where there is no key to check it. */
        SIGNATURE,
        /** Longer than {@link TokenFormat#MAX_LENGTH}; it was not looked at. */
        TOO_LONG
    }

    /** For programs. */
    private final Reason reason;

    InvalidTokenException(Reason reason, String message) {
        super("consistency token refused: " + message + "; send a token exactly as it was given out, or none");
        this.reason = reason;
    }

    /** {@return what is wrong, for programs} */
    public Reason reason() {
        return reason;
    }
}
