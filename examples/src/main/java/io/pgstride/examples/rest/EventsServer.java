package io.pgstride.examples.rest;

import com.sun.net.httpserver.HttpServer;
import io.pgstride.pagination.CursorTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.DSLContext;

/** Serves pages of events on a free port of the loopback address. */
public final class EventsServer implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int WAITING = 64;
    private static final int GRACE_SECONDS = 1;

    private final HttpServer server;
    private final ExecutorService threads;

    private EventsServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /** Starts with a {@code dsl} over a data source, which all threads share: in an application, a pool. */
    public static EventsServer start(DSLContext dsl, CursorTokens tokens) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), WAITING);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, named());
        server.createContext("/events", new EventsHandler(dsl, tokens));
        server.setExecutor(threads);
        server.start();
        return new EventsServer(server, threads);
    }

    private static ThreadFactory named() {
        AtomicInteger count = new AtomicInteger();
        return work -> new Thread(work, "events-server-" + count.incrementAndGet());
    }

    /** Where it listens. */
    public URI address() {
        String host = server.getAddress().getAddress().getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + server.getAddress().getPort());
    }

    /** Takes no more requests, lets those under way end, then its threads. The database may be closed after that. */
    @Override
    public void close() {
        server.stop(GRACE_SECONDS);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
