package io.pgstride.testing.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Just enough of Redis' protocol (RESP 2, redis.io/docs/reference/protocol-spec) to tell and ask servers something, so that no client
 * library is forced on anyone.
 */
final class RedisConnection {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
    private static final int DEFAULT_PORT = 6379;
    private static final String END = "\r\n";

    private final InputStream in;
    private final OutputStream out;

    private RedisConnection(Socket socket) throws IOException {
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    private static InetSocketAddress address(URI uri) throws IOException {
        if (uri.getHost() == null) {
            throw new IOException("the URI names no host");
        }
        return new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort());
    }

    /** Logs in as the URI says, selects the database it names, and runs the command; a list's elements come one a line. */
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
        StringBuilder request = new StringBuilder("*" + words.length + END);
        for (String word : words) {
            request.append('$').append(word.getBytes(UTF_8).length).append(END);
            request.append(word).append(END);
        }
        out.write(request.toString().getBytes(UTF_8));
        out.flush();
        return reply(words[0]);
    }

    private String reply(String command) throws IOException {
        String line = line(command);
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '-' -> throw new IOException(command + " failed: " + rest);
            case '$' -> rest.equals("-1") ? "" : bulk(Integer.parseInt(rest));
            case '*' -> list(command, Integer.parseInt(rest));
            default -> rest;
        };
    }

    private String bulk(int length) throws IOException {
        String bulk = new String(in.readNBytes(length), UTF_8);
        in.skipNBytes(END.length());
        return bulk;
    }

    private String list(String command, int length) throws IOException {
        StringJoiner elements = new StringJoiner("\n");
        for (int i = 0; i < length; i++) {
            elements.add(reply(command));
        }
        return elements.toString();
    }

    private String line(String command) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException(command + " failed: connection closed");
            }
            line.write(next);
        }
        return line.toString(UTF_8).stripTrailing();
    }
}
