package io.pgstride.caching.redis.internal;

import dev.failsafe.CircuitBreaker;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Redis behind a circuit breaker. Thread-safe; nothing blocks.
 *
 * <p>The breaker counts what was not answered: time-outs and connections that are not there. An error that the server answers with is an answer: it fails the stage, quickly, and
 * a server that is full still gives what it has.
 */
public final class Redis implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.pgstride.caching.redis.RedisBackend");

    private final Connector connector;
    private final Gate gate = new Gate();
    private final Duration timeout;
    private final CircuitBreaker<Object> breaker;
    private volatile String trouble = "";

    /** Over a connection, which it closes; named in the log by the prefix of its keys. */
    public Redis(String prefix, Connector connector, Duration timeout, BreakerSettings settings) {
        this.connector = connector;
        this.timeout = timeout;
        this.breaker = CircuitBreaker.builder()
                .withFailureThreshold(settings.failures(), 2 * settings.failures())
                .withDelay(settings.pause())
                .onOpen(event -> {
                    if (event.getPreviousState() == CircuitBreaker.State.CLOSED) {
                        LOG.warn(
                                "Redis of '{}' does not answer within {} ({}): its caches go on without it, and try it every {}",
                                prefix,
                                timeout,
                                trouble,
                                settings.pause());
                    }
                })
                .onClose(event -> LOG.info("Redis of '{}' answers again", prefix))
                .build();
    }

    /** Whether what it answers is to be believed; invalidations are sent all the same. */
    public Gate gate() {
        return gate;
    }

    /** Has somebody told when its connection is there, and when it is gone; the gate is closed by then. */
    public void guard(Consumer<Boolean> connected) {
        connector.watch(there -> {
            if (!there) {
                gate.close();
            }
            connected.accept(there);
        });
        gate.close();
    }

    /** Tells somebody else the same; the gate stays as it is. */
    void watchToo(Consumer<Boolean> connected) {
        connector.watchToo(connected);
    }

    /** A connection beside the one that commands go by, which is the caller's to close. */
    CompletionStage<Link> another() {
        return connector.another();
    }

    boolean isCluster() {
        return connector.isCluster();
    }

    /** Whether it has not answered, and has not done so since. */
    public boolean isLeftAlone() {
        return !breaker.isClosed();
    }

    /** Begins to. */
    public void connect() {
        var unused = connector.link();
    }

    /** The values of keys, null where there is none. */
    CompletableFuture<List<byte[]>> get(List<String> keys) {
        return believed(() -> getAnyway(keys));
    }

    /** The answers in the order of the calls; all are sent at once. */
    CompletableFuture<List<List<byte[]>>> call(List<Call> calls) {
        return believed(() -> callAnyway(calls));
    }

    /** What takes away, and asks nothing: it is sent whether the gate is open or not. */
    CompletableFuture<Void> invalidate(List<Call> calls) {
        return callAnyway(calls).thenApply(answers -> null);
    }

    private <T> CompletableFuture<T> believed(Supplier<CompletableFuture<T>> question) {
        long pass = gate.pass();
        return gate.holds(pass)
                ? question.get()
                        .thenCompose(
                                answer -> gate.holds(pass) ? CompletableFuture.completedFuture(answer) : unbelieved())
                : unbelieved();
    }

    private static <T> CompletableFuture<T> unbelieved() {
        return CompletableFuture.failedFuture(
                new UnavailableException("it may have lost invalidations, which are replayed first"));
    }

    /** The masters that answer, with or without the gate; fails where none can be asked. */
    CompletableFuture<Set<Incarnation>> masters() {
        List<Call> question = List.of(Call.info("server"), Call.info("replication"));
        return connector.link().thenCompose(open -> {
            List<CompletableFuture<Set<Incarnation>>> nodes = open.masters()
                    .map(node -> node.thenCompose(one -> send(one, question))
                            .thenApply(Incarnation::of)
                            .thenApply(one -> one.map(Set::of).orElse(Set.of()))
                            .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS))
                    .toList();
            return Answered.of(nodes);
        });
    }

    /** The same as {@link #get} with the gate closed. */
    CompletableFuture<List<byte[]>> getAnyway(List<String> keys) {
        if (!connector.isCluster()) {
            return callAnyway(List.of(Call.get(keys))).thenApply(answers -> answers.get(0));
        }
        Map<Integer, List<Integer>> slots = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            slots.computeIfAbsent(SlotHash.getSlot(keys.get(i)), slot -> new ArrayList<>())
                    .add(i);
        }
        List<List<Integer>> parts = List.copyOf(slots.values());
        List<Call> calls = parts.stream()
                .map(part -> Call.get(part.stream().map(keys::get).toList()))
                .toList();
        return callAnyway(calls).thenApply(answers -> {
            byte[][] values = new byte[keys.size()][];
            for (int i = 0; i < parts.size(); i++) {
                for (int j = 0; j < parts.get(i).size(); j++) {
                    values[parts.get(i).get(j)] = answers.get(i).get(j);
                }
            }
            return Arrays.asList(values);
        });
    }

    /** The same as {@link #call} with the gate closed. */
    CompletableFuture<List<List<byte[]>>> callAnyway(List<Call> calls) {
        if (calls.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        if (!breaker.tryAcquirePermit()) {
            return CompletableFuture.failedFuture(
                    new UnavailableException("it has not answered, and is tried again soon"));
        }
        CompletableFuture<Link> link = connector.link();
        CompletableFuture<List<List<byte[]>>> answers = link.isDone()
                ? link.thenCompose(open -> send(open, calls))
                : link.thenCompose(open -> send(open, calls)).copy().orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
        return answers.whenComplete((done, failure) -> record(failure));
    }

    /** What may as well not arrive: it is not waited for, and does not count. */
    void tell(List<Call> calls) {
        CompletableFuture<Link> link = connector.link();
        if (!calls.isEmpty() && link.isDone()) {
            var unused = link.thenCompose(open -> send(open, calls));
        }
    }

    private CompletableFuture<List<List<byte[]>>> send(Link link, List<Call> calls) {
        return link.isOpen()
                ? link.send(calls, timeout)
                : CompletableFuture.failedFuture(new UnavailableException("there is no connection at the moment"));
    }

    /** Why it did not answer, while it is left alone. */
    Optional<String> unreachable() {
        return isLeftAlone() ? Optional.of(trouble) : Optional.empty();
    }

    /** The innermost one tells: a refused login is a connection that failed, to those around it. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof TimeoutException ? "it took longer" : String.valueOf(cause.getMessage());
    }

    private void record(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause == null || cause instanceof RedisCommandExecutionException) {
            breaker.recordSuccess();
        } else {
            trouble = reason(cause);
            breaker.recordFailure();
        }
    }

    @Override
    public void close() {
        connector.close();
    }
}
