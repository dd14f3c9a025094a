package io.pgstride.caching.redis.internal;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.push.PushMessage;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.resource.ClientResources;
import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A connection, to one server or to a cluster. Thread-safe.
 *
 * <p>What was not answered in time is cancelled, so that it is not sent, or sent again, once the connection is back: a claim or a put must not arrive minutes after
 * whoever sent it has gone on.
 */
final class Link implements AutoCloseable {
    private final StatefulConnection<byte[], byte[]> connection;
    private final boolean cluster;

    Link(StatefulConnection<byte[], byte[]> connection, boolean cluster) {
        this.connection = connection;
        this.cluster = cluster;
    }

    /** Sends all at once; the answers in the same order, or none if one is missing. */
    CompletableFuture<List<List<byte[]>>> send(List<Call> calls, Duration timeout) {
        Collection<AsyncCommand<?, ?, ?>> sent = new ConcurrentLinkedQueue<>();
        List<AsyncCommand<byte[], byte[], List<byte[]>>> commands =
                calls.stream().map(Call::command).toList();
        sent.addAll(commands);
        List<CompletableFuture<List<byte[]>>> answers = new ArrayList<>();
        for (int i = 0; i < commands.size(); i++) {
            Call call = calls.get(i);
            answers.add(commands.get(i).exceptionallyCompose(failure -> again(call, failure, sent)));
        }
        dispatch(commands);
        CompletableFuture<List<List<byte[]>>> all = CompletableFuture.allOf(
                        answers.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
        Timeout end = endIn(timeout, all);
        return all.whenComplete((done, failure) -> {
            end.cancel();
            if (failure != null) {
                sent.forEach(command -> command.cancel(true));
            }
        });
    }

    /** By Lettuce's own timer, which unlike the JDK's wakes no thread for each command; and as there, not on that timer's thread. */
    private Timeout endIn(Duration timeout, CompletableFuture<?> unanswered) {
        ClientResources resources = connection.getResources();
        TimerTask task = over ->
                resources.eventExecutorGroup().execute(() -> unanswered.completeExceptionally(new TimeoutException()));
        return resources.timer().newTimeout(task, timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    private CompletionStage<List<byte[]>> again(Call call, Throwable failure, Collection<AsyncCommand<?, ?, ?>> sent) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof RedisNoScriptException)) {
            return CompletableFuture.failedStage(cause);
        }
        AsyncCommand<byte[], byte[], List<byte[]>> command = call.commandWithText();
        sent.add(command);
        dispatch(List.of(command));
        return command;
    }

    /** In one write; in a cluster one by one, as Lettuce blocks for the connections of nodes where it gets several at once, and would do so on its own threads. */
    private void dispatch(List<AsyncCommand<byte[], byte[], List<byte[]>>> commands) {
        try {
            if (cluster) {
                commands.forEach(connection::dispatch);
            } else {
                connection.dispatch(commands);
            }
        } catch (RuntimeException e) {
            commands.forEach(command -> command.completeExceptionally(e));
        }
    }

    /** A link to each master: this one, or those to the nodes of a cluster, which are made if need be. */
    Stream<CompletableFuture<Link>> masters() {
        return connection instanceof StatefulRedisClusterConnection<byte[], byte[]> whole
                ? whole.getPartitions().stream()
                        .filter(node ->
                                node.getRole().isUpstream() && !node.getSlots().isEmpty())
                        .map(node -> whole.getConnectionAsync(node.getNodeId()).thenApply(one -> new Link(one, false)))
                : Stream.of(CompletableFuture.completedFuture(this));
    }

    /** Tells when the connection is there again, and when it is gone. */
    void watch(Consumer<Boolean> connected) {
        connection.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisConnected(RedisChannelHandler<?, ?> handler, SocketAddress address) {
                connected.accept(true);
            }

            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
                connected.accept(false);
            }
        });
    }

    /** Tells what the server says unasked, on the thread that reads from it, and before what it answers after it; of one server only. */
    void listen(Consumer<PushMessage> said) {
        ((StatefulRedisConnection<byte[], byte[]>) connection).addListener(said::accept);
    }

    /** Whether there is a connection; otherwise commands would wait for it. */
    boolean isOpen() {
        return connection.isOpen();
    }

    @Override
    public void close() {
        connection.close();
    }

    void closeLater() {
        var unused = connection.closeAsync();
    }
}
