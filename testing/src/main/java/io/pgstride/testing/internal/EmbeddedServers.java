package io.pgstride.testing.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Where the embedded servers of this JVM get their directories; left-over ones of dead JVMs are swept first, once. */
final class EmbeddedServers {
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final WatchdogLink WATCHDOG = new WatchdogLink();
    private static @Nullable ServerRoot swept;

    private EmbeddedServers() {}

    static ServerDirectory newDirectory(String kind) {
        LOCK.lock();
        try {
            return new ServerDirectory(root(), kind, WATCHDOG);
        } catch (IOException e) {
            throw new UncheckedIOException("no directory for an embedded " + kind + " server", e);
        } finally {
            LOCK.unlock();
        }
    }

    static ServerRoot root() throws IOException {
        LOCK.lock();
        try {
            ServerRoot root = swept;
            if (root == null) {
                root = ServerRoot.open();
                root.sweep();
                swept = root;
            }
            return root;
        } finally {
            LOCK.unlock();
        }
    }
}
