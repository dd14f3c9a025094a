package io.pgstride.testing;

import java.io.IOException;
import java.net.Socket;

/** Whether somebody listens there. */
record Listening(String host, int port) {
    boolean answers() {
        try (Socket socket = new Socket(host, port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
