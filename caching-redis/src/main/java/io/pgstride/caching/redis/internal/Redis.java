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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
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
    private final Duration timeout;
    private final CircuitBreaker<Object> breaker;

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
                                "Redis of '{}' does not answer within {}: its caches go on without it, and try it every {}",
                                prefix,
                                timeout,
                                settings.pause());
                    }
                })
                .onClose(event -> LOG.info("Redis of '{}' answers again", prefix))
                .build();
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
        if (!connector.isCluster()) {
            return call(List.of(Call.get(keys))).thenApply(answers -> answers.get(0));
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
        return call(calls).thenApply(answers -> {
            byte[][] values = new byte[keys.size()][];
            for (int i = 0; i < parts.size(); i++) {
                for (int j = 0; j < parts.get(i).size(); j++) {
                    values[parts.get(i).get(j)] = answers.get(i).get(j);
                }
            }
            return Arrays.asList(values);
        });
    }

    /** The answers in the order of the calls; all are sent at once. */
    CompletableFuture<List<List<byte[]>>> call(List<Call> calls) {
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

    private void record(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause == null || cause instanceof RedisCommandExecutionException) {
            breaker.recordSuccess();
        } else {
            breaker.recordFailure();
        }
    }

    @Override
    public void close() {
        connector.close();
    }
}
