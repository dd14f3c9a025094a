package io.pgstride.testing.internal.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts connections and leads them to the target.
 *
 * <p>A listening socket holds the port, or while connections are refused one that is bound but does not listen, which makes the system
 * refuse them and not give the port to anyone who asks for a free one. In the moment between the two, or by a socket that also
 * reuses addresses and asks for this very port, it can be taken; listening again then fails.
 */
public final class ProxyListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyListener.class);
    private static final int BACKLOG = 128;

    private final InetSocketAddress target;
    private final Faults faults;
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private @Nullable ServerSocket listening;
    private @Nullable Socket refusing;
    private Thread accepting = new Thread();
    private volatile boolean closed;

    public ProxyListener(String host, int port, Faults faults) {
        this.target = new InetSocketAddress(host, port);
        this.faults = faults;
    }

    public String host() {
        return address.getAddress().getHostAddress();
    }

    public int port() {
        return address.getPort();
    }

    public void listen() {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(address, BACKLOG);
            address = new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
            listening = socket;
            accepting = daemon("accept", () -> acceptFrom(socket));
            accepting.start();
        } catch (IOException e) {
            throw new UncheckedIOException("the proxy cannot listen on " + address, e);
        }
    }

    public void refuse(boolean on) {
        lock.lock();
        try {
            if (closed || on == (refusing != null)) {
                return;
            }
            if (on) {
                closeSockets();
                refusing = bound();
            } else {
                closeSockets();
                listen();
            }
        } finally {
            lock.unlock();
        }
    }

    private Socket bound() {
        try {
            Socket socket = new Socket();
            socket.setReuseAddress(true);
            socket.bind(address);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException("the proxy cannot hold " + address, e);
        }
    }

    public void cut() {
        connections.forEach(ProxiedConnection::cut);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            closeSockets();
        } finally {
            lock.unlock();
        }
        cut();
    }

    /** A socket is not free for another until the thread that was accepting from it has noticed. */
    private void closeSockets() {
        try {
            if (listening != null) {
                listening.close();
                accepting.join();
            }
            if (refusing != null) {
                refusing.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the proxy cannot free " + address, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        listening = null;
        refusing = null;
    }

    /** A client that has gone before it was accepted is no error to the JDK, so any other error (no file descriptors) would last. */
    void acceptFrom(ServerSocket socket) {
        try (socket) {
            while (!socket.isClosed()) {
                acceptOneFrom(socket);
            }
        } catch (IOException e) {
            LOG.warn("TCP proxy: {} accepts no more connections: {}", this, e.getMessage());
        }
    }

    private void acceptOneFrom(ServerSocket socket) throws IOException {
        try {
            lead(socket.accept());
        } catch (IOException e) {
            if (!socket.isClosed()) {
                throw e;
            }
        }
    }

    private void lead(Socket client) {
        ProxiedConnection connection = new ProxiedConnection(client, faults, connections::remove);
        connections.add(connection);
        if (closed) {
            connection.cut();
            return;
        }
        Thread responses = daemon("responses", connection::pumpResponses);
        daemon("requests", () -> connection.open(target, responses)).start();
    }

    private Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, "pgstride-proxy-" + port() + "-" + name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public String toString() {
        return host() + ":" + port() + " to " + target;
    }
}
