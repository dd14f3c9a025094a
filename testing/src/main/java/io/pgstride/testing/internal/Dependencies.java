package io.pgstride.testing.internal;

import io.pgstride.testing.ServerStartException;

/** Libraries that only some ways to a server need. */
final class Dependencies {
    private Dependencies() {}

    static ServerStartException missing(Setting setting, String coordinates, Throwable cause) {
        return new ServerStartException(
                "The server chosen by " + setting + " needs a library that is not on the class path ("
                        + cause.getMessage() + "). Add the test dependency " + coordinates
                        + ", or choose another server there.",
                cause);
    }
}
