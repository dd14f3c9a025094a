package io.pgstride.testing.internal.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A client's connection and the one to the server that belongs to it, with a thread pumping each way. */
final class ProxiedConnection {
    private static final int PIECE = 16 * 1024;

    private final Socket client;
    private final Socket server = new Socket();
    private final Faults faults;
    private final Consumer<ProxiedConnection> onEnd;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicInteger openWays = new AtomicInteger(2);

    ProxiedConnection(Socket client, Faults faults, Consumer<ProxiedConnection> onEnd) {
        this.client = client;
        this.faults = faults;
        this.onEnd = onEnd;
    }

    /** Connects to the server, begins with the answers and goes on with the requests until the client has said all. */
    void open(SocketAddress target, Thread responses) {
        try {
            server.connect(target);
        } catch (IOException e) {
            cut();
            return;
        }
        responses.start();
        pumpRequests();
    }

    private void pumpRequests() {
        try {
            InputStream in = client.getInputStream();
            OutputStream out = server.getOutputStream();
            byte[] piece = new byte[PIECE];
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                out.write(piece, 0, length);
            }
            server.shutdownOutput();
            endWay();
        } catch (IOException e) {
            breakUnlessDropping();
        }
    }

    void pumpResponses() {
        try {
            InputStream in = server.getInputStream();
            OutputStream out = client.getOutputStream();
            byte[] piece = new byte[PIECE];
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                pass(piece, length, out);
            }
            if (!faults.dropResponses()) {
                client.shutdownOutput();
                endWay();
            }
        } catch (IOException e) {
            breakUnlessDropping();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cut();
        }
    }

    private void pass(byte[] piece, int length, OutputStream out) throws IOException, InterruptedException {
        boolean gone = ended.await(faults.delay().toNanos(), TimeUnit.NANOSECONDS);
        if (!gone && !faults.dropResponses()) {
            out.write(piece, 0, length);
        }
    }

    private void breakUnlessDropping() {
        if (!faults.dropResponses()) {
            cut();
        }
    }

    /** Both sides have said all: nothing is reset, so nothing still on its way is lost. */
    private void endWay() {
        if (openWays.decrementAndGet() == 0) {
            close(client, false);
            close(server, false);
            onEnd.accept(this);
        }
    }

    void cut() {
        ended.countDown();
        close(client, true);
        close(server, true);
        onEnd.accept(this);
    }

    /** A linger time of zero makes closing send a reset. */
    private static void close(Socket socket, boolean reset) {
        try (socket) {
            socket.setSoLinger(reset, 0);
        } catch (IOException e) {
            // Closed by the other thread, which is all that was wanted.
        }
    }
}
