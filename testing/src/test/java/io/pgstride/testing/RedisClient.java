package io.pgstride.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;

/** One connection to Redis, for inline commands that are answered by a line. */
record RedisClient(Socket socket, BufferedReader in) implements AutoCloseable {

    static RedisClient to(URI uri) throws IOException {
        Socket socket = new Socket(uri.getHost(), uri.getPort());
        return new RedisClient(socket, new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)));
    }

    /** By a connection for this alone. */
    static String say(URI uri, String command) throws IOException {
        try (RedisClient client = to(uri)) {
            return client.say(command);
        }
    }

    /** What a GET gives; empty for no such key. */
    static String get(URI uri, String key) throws IOException {
        try (RedisClient client = to(uri)) {
            return client.say("GET " + key).equals("$-1") ? "" : client.in.readLine();
        }
    }

    String say(String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(UTF_8));
        return answer(Duration.ofSeconds(30));
    }

    String answer(Duration patience) throws IOException {
        socket.setSoTimeout((int) patience.toMillis());
        String line = in.readLine();
        if (line == null) {
            throw new EOFException("the server has closed");
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
