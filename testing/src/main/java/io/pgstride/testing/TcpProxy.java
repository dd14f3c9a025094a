package io.pgstride.testing;

import io.pgstride.testing.internal.proxy.Faults;
import io.pgstride.testing.internal.proxy.ProxyListener;
import java.time.Duration;

/**
 * A TCP proxy on the loopback interface that does harm on request: it cuts, refuses, slows and half-opens connections.
 *
 * <p>Stands between a client and a server so that a test sees what a broken network does to both. Thread-safe. Runs two daemon threads per
 * connection and one to accept them, named {@code pgstride-proxy-PORT-...}, which end with {@link #close()}.
 *
 * <pre>{@code
 * try (TcpProxy proxy = TcpProxy.to(server.host(), server.port());
 *         Connection connection = DriverManager.getConnection(database.urlThrough(proxy))) {
 *     proxy.cut();   // the next statement fails with SQL state 08006
 * }
 * }</pre>
 */
public final class TcpProxy implements AutoCloseable {
    private final Faults faults = new Faults();
    private final ProxyListener listener;

    private TcpProxy(String host, int port) {
        this.listener = new ProxyListener(host, port, faults);
    }

    /**
     * Starts a proxy on a free port of the loopback interface. It connects to its target anew for every client.
     *
     * @param host where the connections are led to
     * @param port where the connections are led to
     * @return a proxy without any fault, to be closed by the caller
     */
    public static TcpProxy to(String host, int port) {
        TcpProxy proxy = new TcpProxy(host, port);
        proxy.listener.listen();
        return proxy;
    }

    /**
     * The address that clients connect to.
     *
     * @return the loopback address
     */
    public String host() {
        return listener.host();
    }

    /**
     * The port that clients connect to; it stays the same for the proxy's life.
     *
     * @return the port
     */
    public int port() {
        return listener.port();
    }

    /** Resets all present connections, on both sides, as if the machine between had gone. New ones are accepted. */
    public void cut() {
        listener.cut();
    }

    /**
     * Refuses new connections (the client's connect fails) or accepts them again. Present ones go on.
     *
     * @param on whether new connections are refused
     */
    public void refuse(boolean on) {
        listener.refuse(on);
    }

    /**
     * Swallows what servers answer while requests still reach them, so that a client waits for the answer to work that was
     * done: a half-open connection. Neither does the client learn that the server has closed. What is swallowed is lost; a connection that has lost
     * something should be {@link #cut()} before this is switched off.
     *
     * @param on whether answers are swallowed, on present and new connections
     */
    public void dropResponses(boolean on) {
        faults.dropResponses(on);
    }

    /**
     * Delays answers. Each piece that the server sends, of 16 KiB at most, is passed on this much later and the next one is read after it,
     * so long answers slow down too.
     *
     * @param by how long, zero for none; applies to present and new connections
     */
    public void delay(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("A delay is not negative, but was " + by);
        }
        faults.delay(by);
    }

    /** Resets all connections and frees the port. A second call does nothing. */
    @Override
    public void close() {
        listener.close();
    }

    @Override
    public String toString() {
        return "TcpProxy[" + listener + "]";
    }
}
