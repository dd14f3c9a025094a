package io.pgstride.caching.redis.internal;

import io.lettuce.core.api.StatefulConnection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The one connection, made when it is first asked for, and anew if that failed; from then on Lettuce makes it again where it breaks. Thread-safe. */
public final class Connector implements AutoCloseable {
    private final Supplier<CompletionStage<StatefulConnection<byte[], byte[]>>> connect;
    private final AtomicReference<@Nullable CompletableFuture<Link>> current = new AtomicReference<>();
    private final boolean cluster;
    private volatile Consumer<Boolean> watcher = there -> {};
    private final List<Consumer<Boolean>> others = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** By what connects without blocking, to one server or to a cluster. */
    public Connector(Supplier<CompletionStage<StatefulConnection<byte[], byte[]>>> connect, boolean cluster) {
        this.connect = connect;
        this.cluster = cluster;
    }

    boolean isCluster() {
        return cluster;
    }

    /** Has somebody told when the connection is there, and when it is gone. */
    void watch(Consumer<Boolean> connected) {
        watcher = connected;
    }

    /** The same for as long as this is used. */
    void watchToo(Consumer<Boolean> connected) {
        others.add(connected);
    }

    private void changed(boolean there) {
        watcher.accept(there);
        others.forEach(other -> other.accept(there));
    }

    /** A connection beside the one, which is the caller's to close. */
    CompletionStage<Link> another() {
        try {
            return closed
                    ? CompletableFuture.failedStage(new UnavailableException("the backend is closed"))
                    : connect.get().thenApply(connection -> new Link(connection, cluster));
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    CompletableFuture<Link> link() {
        CompletableFuture<Link> there = current.get();
        if (there != null && !there.isCompletedExceptionally()) {
            return there;
        }
        CompletableFuture<Link> next = new CompletableFuture<>();
        if (!current.compareAndSet(there, next)) {
            return link();
        }
        if (closed) {
            next.completeExceptionally(new UnavailableException("the backend is closed"));
        } else {
            connect(next);
        }
        return next;
    }

    private void connect(CompletableFuture<Link> next) {
        try {
            connect.get().whenComplete((connection, failure) -> {
                if (failure == null) {
                    Link link = new Link(connection, cluster);
                    link.watch(this::changed);
                    next.complete(link);
                    changed(true);
                } else {
                    next.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException e) {
            next.completeExceptionally(e);
        }
    }

    /** Blocks until the connection is closed. */
    @Override
    public void close() {
        closed = true;
        CompletableFuture<Link> last = current.getAndSet(null);
        if (last == null) {
            return;
        }
        if (last.isDone() && !last.isCompletedExceptionally()) {
            last.join().close();
        } else {
            var unused = last.thenAccept(Link::closeLater);
        }
    }
}
