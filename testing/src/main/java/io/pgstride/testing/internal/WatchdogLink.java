package io.pgstride.testing.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pgstride.testing.internal.watchdog.Watchdog;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This JVM's end of the pipe to its {@link Watchdog}, which is started with the first directory and again if it is gone.
 *
 * <p>What has been written to a pipe is read even if the writer is killed right after, so a directory is guarded as soon as
 * {@link #register} returns.
 */
final class WatchdogLink {
    private static final Logger LOG = LoggerFactory.getLogger(WatchdogLink.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Path> directories = new LinkedHashSet<>();
    private @Nullable Process watchdog;

    void register(Path directory) {
        lock.lock();
        try {
            directories.add(directory);
            if (watchdog == null || !watchdog.isAlive()) {
                restart();
            } else {
                write(watchdog.getOutputStream(), Watchdog.REGISTER, directory);
            }
        } catch (IOException e) {
            LOG.warn("Watchdog: not running, so servers outlive this JVM if it is killed: {}", e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    void release(Path directory) {
        lock.lock();
        try {
            directories.remove(directory);
            if (watchdog != null && watchdog.isAlive()) {
                write(watchdog.getOutputStream(), Watchdog.RELEASE, directory);
            }
        } catch (IOException e) {
            LOG.debug("Watchdog: ended before its servers", e);
        } finally {
            lock.unlock();
        }
    }

    private void restart() throws IOException {
        watchdog = WatchdogProcess.start().orElse(null);
        if (watchdog != null) {
            for (Path directory : directories) {
                write(watchdog.getOutputStream(), Watchdog.REGISTER, directory);
            }
            WatchdogProcess.awaitReady(watchdog);
        }
    }

    private static void write(OutputStream out, char order, Path directory) throws IOException {
        out.write((order + directory.toString() + "\n").getBytes(UTF_8));
        out.flush();
    }
}
