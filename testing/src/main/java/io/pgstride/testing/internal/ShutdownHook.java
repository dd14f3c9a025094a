package io.pgstride.testing.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends at the end of the JVM, all at once, the servers that nobody has ended before. */
final class ShutdownHook {
    private static final Logger LOG = LoggerFactory.getLogger(ShutdownHook.class);
    private static final Set<AutoCloseable> SERVERS = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ShutdownHook::endAll, "pgstride-testing-stop"));
    }

    private ShutdownHook() {}

    static <S extends AutoCloseable> S add(S server) {
        SERVERS.add(server);
        return server;
    }

    static void remove(AutoCloseable server) {
        SERVERS.remove(server);
    }

    private static void endAll() {
        List<Thread> threads = new ArrayList<>();
        for (AutoCloseable server : SERVERS) {
            Thread thread = new Thread(() -> end(server), "pgstride-testing-stop-" + threads.size());
            thread.start();
            threads.add(thread);
        }
        threads.forEach(ShutdownHook::join);
    }

    private static void end(AutoCloseable server) {
        try {
            server.close();
        } catch (Exception e) {
            LOG.warn("Test servers: {} did not end", server, e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
