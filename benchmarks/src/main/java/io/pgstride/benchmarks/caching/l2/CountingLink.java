package io.pgstride.benchmarks.caching.l2;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A relay that counts round trips: how often a client goes on only after an answer. Answers are held until the client has been silent for a while on all of its
 * connections, so that what it sends without waiting for an answer is one round trip, in however many pieces it comes.
 */
final class CountingLink implements Closeable {
    private static final long SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int PIECE = 65_536;

    private final ServerSocket server;
    private final URI target;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong lastSent = new AtomicLong(System.nanoTime());
    private boolean asked;
    private long roundTrips;

    private CountingLink(ServerSocket server, URI target) {
        this.server = server;
        this.target = target;
    }

    static CountingLink to(URI target) throws IOException {
        CountingLink link = new CountingLink(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
        start(link::accept);
        return link;
    }

    URI uri() {
        return URI.create("redis://" + server.getInetAddress().getHostAddress() + ":" + server.getLocalPort());
    }

    /** Since the link was made. */
    long roundTrips() {
        lock.lock();
        try {
            return roundTrips;
        } finally {
            lock.unlock();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = server.accept();
            Socket redis = new Socket(target.getHost(), target.getPort());
            start(() -> relay(client, redis, this::asked));
            start(() -> relay(redis, client, this::awaitSilence));
        }
    }

    private static void relay(Socket from, Socket to, Runnable before) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] piece = new byte[PIECE];
            for (int length = in.read(piece); length > 0; length = in.read(piece)) {
                before.run();
                out.write(piece, 0, length);
            }
        }
    }

    private void asked() {
        lock.lock();
        try {
            lastSent.set(System.nanoTime());
            asked = true;
        } finally {
            lock.unlock();
        }
    }

    private void awaitSilence() {
        for (long left = left(); left > 0; left = left()) {
            LockSupport.parkNanos(left);
        }
        lock.lock();
        try {
            if (asked) {
                asked = false;
                roundTrips++;
            }
        } finally {
            lock.unlock();
        }
    }

    private long left() {
        return lastSent.get() + SILENCE_NANOS - System.nanoTime();
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // The end of a connection, or of the link.
                    }
                },
                "counting-link");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private interface Work {
        void run() throws IOException;
    }
}
