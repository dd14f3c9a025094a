package io.pgstride.testing.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProxyListenerTest {

    @Test
    void anErrorThatLastsEndsTheListenerInsteadOfSpinning() throws Exception {
        try (ProxyListener listener = new ProxyListener("localhost", 1, new Faults());
                ServerSocket failing = new FailingSocket()) {
            CompletableFuture.runAsync(() -> listener.acceptFrom(failing)).get(10, TimeUnit.SECONDS);
            assertThat(failing.isClosed()).isTrue();
        }
    }

    /** As when the process has no file descriptors left. */
    private static final class FailingSocket extends ServerSocket {
        FailingSocket() throws IOException {}

        @Override
        public Socket accept() throws IOException {
            throw new IOException("Too many open files");
        }
    }
}
