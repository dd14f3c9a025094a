package io.pgstride.caching.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/** A link on which each piece of an answer arrives so much later, however many are under way, as over a distance. */
final class SlowLink implements AutoCloseable {
    private static final int PIECE = 65_536;

    private record Piece(byte[] bytes, long at) {}

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final URI target;
    private volatile long nanos;

    private SlowLink(ServerSocket server, URI target) {
        this.server = server;
        this.target = target;
    }

    static SlowLink to(URI target) {
        try {
            SlowLink link = new SlowLink(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
            start(link::accept);
            return link;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    void delay(Duration by) {
        nanos = by.toNanos();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = server.accept();
            Socket other = new Socket(target.getHost(), target.getPort());
            BlockingQueue<Piece> late = new LinkedBlockingQueue<>();
            start(() -> client.getInputStream().transferTo(other.getOutputStream()));
            start(() -> read(other.getInputStream(), late));
            start(() -> write(client, late));
        }
    }

    private void read(InputStream from, BlockingQueue<Piece> late) throws IOException, InterruptedException {
        byte[] buffer = new byte[PIECE];
        for (int length = from.read(buffer); length > 0; length = from.read(buffer)) {
            late.put(new Piece(Arrays.copyOf(buffer, length), System.nanoTime() + nanos));
        }
    }

    private static void write(Socket client, BlockingQueue<Piece> late) throws IOException, InterruptedException {
        while (!client.isClosed()) {
            Piece piece = late.take();
            for (long left = piece.at - System.nanoTime(); left > 0; left = piece.at - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            client.getOutputStream().write(piece.bytes);
        }
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException | InterruptedException closed) {
                // The end of a connection.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
