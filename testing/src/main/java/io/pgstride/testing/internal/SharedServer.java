package io.pgstride.testing.internal;

import io.pgstride.testing.ServerStartException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Starts a server once; a failed start is remembered, so that a thousand tests do not each wait for it. */
public final class SharedServer<S> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Supplier<S> start;
    private @Nullable S server;
    private @Nullable ServerStartException failure;

    public SharedServer(Supplier<S> start) {
        this.start = start;
    }

    public S get() {
        lock.lock();
        try {
            if (failure != null) {
                throw new ServerStartException(String.valueOf(failure.getMessage()), failure);
            }
            if (server == null) {
                server = start.get();
            }
            return server;
        } catch (ServerStartException e) {
            failure = failure == null ? e : failure;
            throw e;
        } finally {
            lock.unlock();
        }
    }
}
