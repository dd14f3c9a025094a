package io.pgstride.testing;

import io.pgstride.testing.internal.EmbeddedRedis;
import io.pgstride.testing.internal.RedisOptions;
import io.pgstride.testing.internal.RedisSpec;
import io.pgstride.testing.internal.RedisStarts;
import io.pgstride.testing.internal.RunningRedis;
import io.pgstride.testing.internal.SharedServer;
import java.net.URI;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis server for tests, by default an embedded one that ends with the JVM.
 *
 * <p>Which server it is, is chosen by the system property {@code pgstride.redis}, or else the environment variable
 * {@code PGSTRIDE_REDIS}. Thread-safe.
 *
 * <p>An embedded one of the caller's own can be killed and started, and made to hang. It keeps its port, and holds it while it is down. Those calls block
 * until what they ask for is so; they throw {@link UnsupportedOperationException} for a container or an external server, and
 * {@link IllegalStateException} for the {@linkplain #shared() shared} one.
 */
public final class RedisServer implements AutoCloseable {
    private static final int DEFAULT_PORT = 6379;
    private static final SharedServer<RedisServer> SHARED =
            new SharedServer<>(() -> new RedisServer(RedisStarts.start(RedisSpec.ANY), true));

    private final RunningRedis running;
    private final boolean shared;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable TcpProxy proxy;

    private RedisServer(RunningRedis running, boolean shared) {
        this.running = running;
        this.shared = shared;
    }

    /** One of several. */
    static RedisServer embedded(RedisSpec spec) {
        return new RedisServer(RedisStarts.startEmbedded(spec), false);
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

    /** Ends the server as a crash does, by SIGKILL. Does nothing if it does not run. */
    public void kill() {
        own().kill();
    }

    /** Ends the server by SIGTERM, after which it saves what it is configured to. Does nothing if it does not run. */
    public void stop() {
        own().stop();
    }

    /**
     * Starts it again on its port: empty, or with what it had if it is {@linkplain Builder#persistent() persistent}. Does nothing if it runs.
     *
     * @throws ServerStartException if it does not start
     */
    public void start() {
        own().start();
    }

    /**
     * Has the server hang, by SIGSTOP: connections stay, and new ones are made by the system, but nothing is answered. Not on Windows.
     *
     * @throws IllegalStateException if it does not run
     */
    public void pause() {
        own().pause();
    }

    /**
     * Has a paused server go on, by SIGCONT, with all that it was sent meanwhile. Its end ends a pause too.
     *
     * @throws IllegalStateException if it does not run
     */
    public void resume() {
        own().resume();
    }

    /**
     * Whether its process is there, also if it is paused.
     *
     * @return true if it was neither killed nor stopped, and has not ended by itself
     */
    public boolean isRunning() {
        return own().isRunning();
    }

    /**
     * The number of its process.
     *
     * @return another one after each start
     * @throws IllegalStateException if it does not run
     */
    public long pid() {
        return own().pid();
    }

    /** What can be told more than to be emptied. */
    EmbeddedRedis own() {
        requireOwn();
        return running.embedded()
                .orElseThrow(() -> new UnsupportedOperationException(
                        running + " is not embedded; only such a Redis can be killed, stopped, paused and"
                                + " started again: choose it with pgstride.redis=embedded"));
    }

    private void requireOwn() {
        if (shared) {
            throw new IllegalStateException(
                    "the shared Redis is not harmed, as others use it; start one by RedisServer.builder()");
        }
    }

    /**
     * A proxy in front of this server, which does harm to the link; started by the first call, closed with the server. Of any server of the caller's own.
     *
     * @return the one proxy of this server
     * @throws IllegalStateException if it is the {@linkplain #shared() shared} one, whose faults would stay for others
     */
    public TcpProxy proxy() {
        requireOwn();
        lock.lock();
        try {
            if (proxy == null) {
                URI target = uri();
                proxy = TcpProxy.to(target.getHost(), target.getPort() < 0 ? DEFAULT_PORT : target.getPort());
            }
            return proxy;
        } finally {
            lock.unlock();
        }
    }

    /**
     * As {@link #uri()}, by way of the {@link #proxy()}.
     *
     * @return the URI
     */
    public URI proxiedUri() {
        TcpProxy between = proxy();
        String login = uri().getRawUserInfo() == null ? "" : uri().getRawUserInfo() + "@";
        return URI.create("redis://" + login + between.host() + ":" + between.port() + uri().getRawPath());
    }

    /** Ends this server and its data; does nothing on the {@linkplain #shared() shared} one, which ends with the JVM. */
    @Override
    public void close() {
        if (shared) {
            return;
        }
        lock.lock();
        try {
            if (proxy != null) {
                proxy.close();
            }
        } finally {
            lock.unlock();
            running.close();
        }
    }

    @Override
    public String toString() {
        return "RedisServer[" + running + "]";
    }

    /** Describes a server. Not thread-safe. */
    public static final class Builder {
        private final RedisOptions options = new RedisOptions(Map.of());
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
         * Sets an option of redis.conf, such as {@code maxmemory}.
         *
         * @param name the option
         * @param value its value as it stands there, an empty one as {@code ""}
         * @return this builder
         * @throws IllegalArgumentException if that is no line of a redis.conf, or the option is for the test server itself to set, such as {@code dir}
         */
        public Builder config(String name, String value) {
            options.set(name, value);
            return this;
        }

        /**
         * Has the data outlive the process, killed or stopped, until {@link RedisServer#close()}: an append-only file, written before each answer, not synchronized with
         * the disk. If not set, nothing is kept.
         *
         * @return this builder
         */
        public Builder persistent() {
            options.persistent();
            return this;
        }

        /**
         * Starts the server and blocks until it answers.
         *
         * @return the running server, to be closed by the caller; it ends with the JVM at the latest
         * @throws ServerStartException if it does not start
         */
        public RedisServer start() {
            return new RedisServer(RedisStarts.start(options.spec(port)), false);
        }
    }
}
