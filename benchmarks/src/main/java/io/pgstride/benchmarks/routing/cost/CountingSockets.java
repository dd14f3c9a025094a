package io.pgstride.benchmarks.routing.cost;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.atomic.LongAdder;
import javax.net.SocketFactory;

/**
 * Counts the round trips of all connections that the driver opens with {@code socketFactory=} this class: each time that something is read after something was
 * sent. The driver makes it by its name, hence what is counted is counted for all.
 */
public final class CountingSockets extends SocketFactory {
    private static final LongAdder ROUND_TRIPS = new LongAdder();

    /** Since the JVM began. */
    static long roundTrips() {
        return ROUND_TRIPS.sum();
    }

    /** The driver makes a socket first and connects it then. */
    @Override
    public Socket createSocket() {
        return new CountingSocket();
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }

    /** Used by one thread at a time, as a connection is. */
    private static final class CountingSocket extends Socket {
        private boolean sent;

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    sent = true;
                    out.write(bytes, offset, length);
                }

                @Override
                public void write(int oneByte) throws IOException {
                    sent = true;
                    out.write(oneByte);
                }
            };
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    if (sent) {
                        sent = false;
                        ROUND_TRIPS.increment();
                    }
                    return in.read(bytes, offset, length);
                }
            };
        }
    }
}
