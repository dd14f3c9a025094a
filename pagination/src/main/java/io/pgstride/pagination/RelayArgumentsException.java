package io.pgstride.pagination;

import io.pgstride.core.PgstrideException;

/** Arguments of a Relay connection that are out of range or do not go together: the client's mistake. No SQL runs. */
public final class RelayArgumentsException extends PgstrideException {
    private static final long serialVersionUID = 1L;

    RelayArgumentsException(String message) {
        super("arguments of the connection: " + message);
    }
}
