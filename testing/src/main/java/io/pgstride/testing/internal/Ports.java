package io.pgstride.testing.internal;

import io.pgstride.testing.ServerStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;

/** Ports on the loopback interface. */
final class Ports {
    private static final int ATTEMPTS = 5;
    private static final int LAST = 65_535;

    private Ports() {}

    /** Starts on the port asked for, or on free ones until one is still free when the server binds it. */
    static <S> S start(String server, OptionalInt asked, IntFunction<S> start) {
        return start(server, asked, Ports::free, start);
    }

    static <S> S start(String server, OptionalInt asked, IntSupplier free, IntFunction<S> start) {
        if (asked.isPresent()) {
            requireFree(server, asked.getAsInt());
            return start.apply(asked.getAsInt());
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return start.apply(free.getAsInt());
            } catch (PortTakenException e) {
                if (attempt == ATTEMPTS) {
                    throw new ServerStartException(
                            server + " found no free port in " + ATTEMPTS + " attempts: " + e.getMessage(), e);
                }
            }
        }
    }

    static ServerStartException taken(String server, int port, Throwable cause) {
        return new ServerStartException(
                "Port " + port + ", asked for " + server + ", is taken on localhost. "
                        + "End what listens there, ask for another port, or ask for none to get a free one.",
                cause);
    }

    /**
     * Holds a port while its server is down: bound, so that the system gives it to nobody who asks for any, but not listening, so that it
     * refuses connections.
     */
    static Socket hold(int port) {
        try {
            Socket socket = new Socket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port + " of a server that is down cannot be held", e);
        }
    }

    private static void requireFree(String server, int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            socket.getLocalPort();
        } catch (IOException e) {
            throw taken(server, port, e);
        }
    }

    /** Lets go of a {@linkplain #hold held} port. */
    static void free(Socket held) {
        try {
            held.close();
        } catch (IOException e) {
            throw new UncheckedIOException("port " + held.getLocalPort() + " cannot be freed", e);
        }
    }

    /** A free one, of which the port that much further is free too. */
    static int freeWithNext(int distance) {
        int port = free();
        while (port + distance > LAST || !isFree(port + distance)) {
            port = free();
        }
        return port;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
