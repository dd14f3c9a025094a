package io.pgstride.testing;

import org.jspecify.annotations.Nullable;

/** A test server could not be had; the message says which, why and what to do. */
public final class ServerStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Says why there is no server.
     *
     * @param message which server, why, and what to do
     */
    public ServerStartException(String message) {
        super(message);
    }

    /**
     * Says why there is no server.
     *
     * @param message which server, why, and what to do
     * @param cause what the server or its driver reported
     */
    public ServerStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
