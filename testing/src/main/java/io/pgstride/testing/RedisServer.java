package io.pgstride.testing;

import io.pgstride.testing.internal.RedisStarts;
import io.pgstride.testing.internal.RunningRedis;
import io.pgstride.testing.internal.SharedServer;
import java.net.URI;
import java.util.OptionalInt;

/**
 * A real Redis server for tests, by default an embedded one that ends with the JVM.
 *
 * <p>Which server it is, is chosen by the system property {@code pgstride.redis}, or else the environment variable
 * {@code PGSTRIDE_REDIS}. Thread-safe.
 */
public final class RedisServer implements AutoCloseable {
    private static final SharedServer<RedisServer> SHARED =
            new SharedServer<>(() -> new RedisServer(RedisStarts.start(OptionalInt.empty()), true));

    private final RunningRedis running;
    private final boolean shared;

    private RedisServer(RunningRedis running, boolean shared) {
        this.running = running;
        this.shared = shared;
    }

    /**
     * The server that this JVM shares, started by the first call, which blocks until it answers.
     *
     * @return the one server of this JVM
     * @throws ServerStartException if there is none to be had; later calls fail the same way without another attempt
     */
    public static RedisServer shared() {
        return SHARED.get();
    }

    /**
     * Begins the description of a server for the caller alone.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Where clients connect to.
     *
     * @return {@code redis://host:port}, for an external server with its database index and maybe a password
     */
    public URI uri() {
        return running.uri();
    }

    /**
     * Empties a server of ours ({@code FLUSHALL}), but on an external one only the database that its URI names
     * ({@code FLUSHDB}). Blocks until it is done.
     */
    public void flush() {
        running.flush();
    }

    /** Ends this server; does nothing on the {@linkplain #shared() shared} one, which ends with the JVM. */
    @Override
    public void close() {
        if (!shared) {
            running.close();
        }
    }

    @Override
    public String toString() {
        return "RedisServer[" + running + "]";
    }

    /** Describes a server. Not thread-safe. */
    public static final class Builder {
        private OptionalInt port = OptionalInt.empty();

        private Builder() {}

        /**
         * Asks for a port rather than any free one.
         *
         * @param number from 1 to 65535
         * @return this builder
         */
        public Builder port(int number) {
            if (number < 1 || number > 65_535) {
                throw new IllegalArgumentException(
                        "A port is from 1 to 65535, not " + number + "; leave it out to get a free one");
            }
            port = OptionalInt.of(number);
            return this;
        }

        /**
         * Starts the server and blocks until it answers.
         *
         * @return the running server, to be closed by the caller; it ends with the JVM at the latest
         * @throws ServerStartException if it does not start
         */
        public RedisServer start() {
            return new RedisServer(RedisStarts.start(port), false);
        }
    }
}
