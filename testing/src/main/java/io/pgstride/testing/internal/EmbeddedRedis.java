package io.pgstride.testing.internal;

import io.pgstride.testing.ServerStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.embedded.RedisServer;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.error.OsArchitectureNotFound;

/** A Redis server of our own, from the library's binary, in a directory that ends with it. */
final class EmbeddedRedis implements RunningRedis {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);
    private static final String NAME = "Redis";

    private final RedisServer redis;
    private final int port;
    private final ServerDirectory directory;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedRedis(RedisServer redis, int port, ServerDirectory directory) {
        this.redis = redis;
        this.port = port;
        this.directory = directory;
    }

    static RunningRedis start(OptionalInt asked) {
        return Ports.start(NAME, asked, port -> startOn(port, asked.isPresent()));
    }

    private static RunningRedis startOn(int port, boolean asked) {
        ServerDirectory directory = EmbeddedServers.newDirectory("redis");
        try {
            RedisServer redis = new RedisServer(port, command(directory, port), false);
            redis.start();
            LOG.info("Redis: embedded on port {} in {}", port, directory);
            return new EmbeddedRedis(redis, port, directory);
        } catch (IOException | OsArchitectureNotFound e) {
            directory.release();
            throw failure(port, asked, e);
        }
    }

    private static RuntimeException failure(int port, boolean asked, Exception cause) {
        String reason =
                cause.getCause() == null ? cause.getMessage() : cause.getCause().getMessage();
        if (reason != null && reason.contains("Address already in use")) {
            return asked ? Ports.taken(NAME, port, cause) : new PortTakenException(port, cause);
        }
        return new ServerStartException(
                "Embedded Redis did not start on port " + port + " (" + System.getProperty("os.name") + ", "
                        + System.getProperty("os.arch") + "): " + reason
                        + "\nIf its binary does not run on this platform, choose another "
                        + "server with " + Setting.REDIS + ".",
                cause);
    }

    private static List<String> command(ServerDirectory directory, int port) throws IOException {
        Path home = directory.path();
        String program =
                ExecutableProvider.newJarResourceProvider(home.toFile()).get().getPath();
        Path configuration = home.resolve("redis.conf");
        String place = home.toString().replace('\\', '/');
        Files.writeString(configuration, """
                bind 127.0.0.1
                port %d
                dir "%s"
                pidfile "%s/redis.pid"
                save ""
                appendonly no
                """.formatted(port, place, place));
        return List.of(program, configuration.toString());
    }

    @Override
    public URI uri() {
        return URI.create("redis://127.0.0.1:" + port);
    }

    @Override
    public void flush() {
        RedisConnection.run(uri(), "FLUSHALL");
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            redis.stop();
        } catch (IOException e) {
            throw new UncheckedIOException("Redis on port " + port + " did not stop", e);
        } finally {
            directory.release();
            ShutdownHook.remove(this);
        }
    }

    @Override
    public String toString() {
        return uri().toString();
    }
}
