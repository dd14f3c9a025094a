package io.pgstride.testing.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pgstride.testing.internal.watchdog.Reaper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory of one embedded server: its data, its log, and the lock that says that its owner lives. */
final class ServerDirectory {
    /** This JVM in the names of its directories. */
    static final String OWNER = "-" + ProcessHandle.current().pid() + "-"
            + ProcessHandle.current()
                    .info()
                    .startInstant()
                    .orElse(Instant.EPOCH)
                    .toEpochMilli() + "-";

    private static final Logger LOG = LoggerFactory.getLogger(ServerDirectory.class);
    private static final int TAIL = 3000;
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Path path;
    private final FileChannel ownerLock;
    private final WatchdogLink watchdog;

    /** Takes a directory that is guarded by the watchdog and locked by its owner. */
    ServerDirectory(ServerRoot root, String kind, WatchdogLink watchdog) throws IOException {
        this.path = root.servers().resolve("%s%s%05d".formatted(kind, OWNER, COUNT.incrementAndGet()));
        this.watchdog = watchdog;
        watchdog.register(path);
        FileChannel sweepersExcluded = root.lock();
        try {
            Files.createDirectory(path);
            this.ownerLock = ServerRoot.open(path.resolve(ServerRoot.OWNER_LOCK));
            ownerLock.lock();
        } finally {
            sweepersExcluded.close();
        }
    }

    Path path() {
        return path;
    }

    Path data() {
        return path.resolve("data");
    }

    boolean isData(Path other) {
        try {
            return Files.isSameFile(data(), other);
        } catch (IOException e) {
            return false;
        }
    }

    Path log() {
        return path.resolve("server.log");
    }

    /** The end of the server's log, empty if there is none. */
    String logTail() {
        try {
            String text = Files.exists(log()) ? new String(Files.readAllBytes(log()), UTF_8) : "";
            return text.substring(Math.max(0, text.length() - TAIL)).strip();
        } catch (IOException e) {
            return "(unreadable: " + e.getMessage() + ")";
        }
    }

    long logSize() {
        return log().toFile().length();
    }

    /** The server's log from there on. */
    String logFrom(long offset) {
        try (InputStream log = Files.newInputStream(log())) {
            log.skipNBytes(offset);
            return new String(log.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the log in " + path + " is unreadable", e);
        }
    }

    /** Ends whatever still runs here and deletes the directory. */
    void release() {
        boolean gone = new Reaper(path, Duration.ZERO).reap();
        try {
            ownerLock.close();
        } catch (IOException e) {
            gone = false;
        }
        if (gone) {
            watchdog.release(path);
        } else {
            LOG.warn(
                    "Embedded servers: {} cannot be emptied yet; the end of this JVM or the next start tries again",
                    path);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
