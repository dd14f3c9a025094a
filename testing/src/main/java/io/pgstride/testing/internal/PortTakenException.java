package io.pgstride.testing.internal;

/** Somebody else was quicker to bind a port that had been free. */
final class PortTakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PortTakenException(int port, Throwable cause) {
        super("port " + port + " was free and is taken", cause);
    }
}
