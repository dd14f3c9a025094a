package io.pgstride.testing.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Redis server of our own, from the library's binary, in a directory that ends with it. While it is down its ports are held. Thread-safe;
 * told one thing at a time.
 */
public final class EmbeddedRedis implements RunningRedis {
    static final String NAME = "Redis";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final RedisSpec spec;
    private final RedisLaunch launch;
    private volatile RedisProcess process;
    private volatile boolean paused;
    private List<Socket> held = List.of();
    private boolean closed;

    private EmbeddedRedis(RedisSpec spec, RedisLaunch launch) {
        this.spec = spec;
        this.launch = launch;
        this.process = launch.run();
    }

    static EmbeddedRedis start(RedisSpec spec) {
        return Ports.start(NAME, spec.port(), spec::free, port -> startOn(port, spec));
    }

    private static EmbeddedRedis startOn(int port, RedisSpec spec) {
        ServerDirectory directory = EmbeddedServers.newDirectory("redis");
        try {
            EmbeddedRedis redis = new EmbeddedRedis(spec, RedisLaunch.of(directory, port, spec));
            LOG.info("Redis: embedded on port {} in {}", port, directory);
            return redis;
        } catch (IOException e) {
            directory.release();
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            directory.release();
            throw e;
        }
    }

    /** Whether its process is there; if it is paused too. */
    public boolean isRunning() {
        return process.isAlive();
    }

    /** Whether it runs and is not paused. */
    public boolean isResponsive() {
        return isRunning() && !paused;
    }

    /** Of its process. */
    public long pid() {
        requireRunning();
        return process.pid();
    }

    private void requireRunning() {
        if (!isRunning()) {
            throw new IllegalStateException(this + " does not run; start it first");
        }
    }

    /** Starts it again after its end. */
    public void start() {
        locked(() -> {
            if (isRunning()) {
                return;
            }
            if (closed) {
                throw new IllegalStateException(this + " is closed");
            }
            freePorts();
            paused = false;
            process = launch.run();
        });
    }

    /** Ends it as a crash does. */
    public void kill() {
        locked(() -> end(process::kill));
    }

    /** Ends it after it has written what it keeps. */
    public void stop() {
        locked(() -> {
            thaw();
            end(process::stop);
        });
    }

    private void end(Runnable signal) {
        if (isRunning()) {
            signal.run();
            paused = false;
            held = spec.ports(uri().getPort()).mapToObj(Ports::hold).toList();
        }
    }

    /** Has it hang. */
    public void pause() {
        locked(() -> {
            requireRunning();
            process.freeze();
            paused = true;
        });
    }

    /** Has it go on. */
    public void resume() {
        locked(() -> {
            requireRunning();
            thaw();
        });
    }

    private void thaw() {
        if (paused) {
            process.thaw();
            paused = false;
        }
    }

    private void freePorts() {
        Closing.all(
                held.stream().<Runnable>map(socket -> () -> Ports.free(socket)).toList());
        held = List.of();
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<EmbeddedRedis> embedded() {
        return Optional.of(this);
    }

    /** The answer to a command; lines are the elements of a list. */
    public String run(String... words) {
        requireRunning();
        if (paused) {
            throw new IllegalStateException(this + " is paused, so it does not answer; resume it first");
        }
        return RedisConnection.run(uri(), words);
    }

    /** The end of its log. */
    public String logTail() {
        return launch.directory().logTail();
    }

    @Override
    public URI uri() {
        return launch.uri();
    }

    @Override
    public void flush() {
        run("FLUSHALL");
    }

    @Override
    public void close() {
        locked(() -> {
            if (!closed) {
                closed = true;
                Closing.all(List.of(
                        process::kill, this::freePorts, launch.directory()::release, () -> ShutdownHook.remove(this)));
            }
        });
    }

    @Override
    public String toString() {
        return uri().toString();
    }
}
