package io.pgstride.testing.internal;

import io.pgstride.testing.ServerStartException;
import java.io.UncheckedIOException;
import java.net.URI;

/** A Redis server that was there before, of which tests may use one database. */
record ExternalRedis(URI uri) implements RunningRedis {

    static RunningRedis connect(URI uri) {
        try {
            RedisConnection.run(uri, "PING");
        } catch (UncheckedIOException e) {
            throw new ServerStartException(
                    "No Redis answers at " + Secrets.hide(uri.toString()) + ", chosen by " + Setting.REDIS + ": "
                            + e.getMessage(),
                    e.getCause());
        }
        return new ExternalRedis(uri);
    }

    @Override
    public void flush() {
        RedisConnection.run(uri, "FLUSHDB");
    }

    @Override
    public void close() {
        ShutdownHook.remove(this);
    }

    @Override
    public String toString() {
        return Secrets.hide(uri.toString());
    }
}
