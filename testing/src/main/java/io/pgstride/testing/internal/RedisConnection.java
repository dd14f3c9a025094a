package io.pgstride.testing.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Just enough of Redis' protocol (RESP 2, redis.io/docs/reference/protocol-spec) for commands that answer with one line, so that no
 * client library is forced on anyone.
 */
final class RedisConnection {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
    private static final int DEFAULT_PORT = 6379;

    private final BufferedReader in;
    private final OutputStream out;

    private RedisConnection(Socket socket) throws IOException {
        this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        this.out = socket.getOutputStream();
    }

    private static InetSocketAddress address(URI uri) throws IOException {
        if (uri.getHost() == null) {
            throw new IOException("the URI names no host");
        }
        return new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort());
    }

    /** Logs in as the URI says, selects the database it names, and runs the command. */
    static String run(URI uri, String... command) {
        try (Socket socket = new Socket()) {
            socket.connect(address(uri), (int) CONNECT_TIMEOUT.toMillis());
            socket.setSoTimeout((int) READ_TIMEOUT.toMillis());
            RedisConnection connection = new RedisConnection(socket);
            connection.authenticate(uri.getRawUserInfo());
            String path = uri.getPath();
            if (path != null && path.length() > 1) {
                connection.send("SELECT", path.substring(1));
            }
            return connection.send(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void authenticate(@Nullable String userInfo) throws IOException {
        if (userInfo == null || userInfo.isEmpty()) {
            return;
        }
        int colon = userInfo.indexOf(':');
        String password = decode(userInfo.substring(colon + 1));
        if (colon > 0) {
            send("AUTH", decode(userInfo.substring(0, colon)), password);
        } else {
            send("AUTH", password);
        }
    }

    /** In a URI, unlike a form, a plus is a plus. */
    private static String decode(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), UTF_8);
    }

    private String send(String... words) throws IOException {
        StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            request.append('$').append(word.getBytes(UTF_8).length).append("\r\n");
            request.append(word).append("\r\n");
        }
        out.write(request.toString().getBytes(UTF_8));
        out.flush();
        String reply = in.readLine();
        if (reply == null || reply.startsWith("-")) {
            throw new IOException(words[0] + " failed: " + (reply == null ? "connection closed" : reply.substring(1)));
        }
        return reply.substring(1);
    }
}
