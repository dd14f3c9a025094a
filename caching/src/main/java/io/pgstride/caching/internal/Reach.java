package io.pgstride.caching.internal;

import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for a store, which may be out of reach: then there is no answer, and the cache does without. Thread-safe. */
final class Reach {
    private static final Logger LOG = LoggerFactory.getLogger("io.pgstride.caching.Cache");

    private final String cache;
    private final CacheMetrics metrics;
    private final AtomicBoolean lost = new AtomicBoolean();

    Reach(String cache, CacheMetrics metrics) {
        this.cache = cache;
        this.metrics = metrics;
    }

    /** The answer, as long as the store takes for it; empty where it is out of reach. */
    <T> Optional<T> ask(Supplier<CompletionStage<T>> question) {
        try {
            T answer = question.get().toCompletableFuture().join();
            answered();
            return Optional.of(answer);
        } catch (CompletionException e) {
            failed(e.getCause() == null ? e : e.getCause());
            return Optional.empty();
        }
    }

    /** Whether it was told; for what has no answer. */
    boolean tell(Supplier<CompletionStage<Void>> message) {
        return ask(() -> message.get().thenApply(told -> Boolean.TRUE)).isPresent();
    }

    private void answered() {
        if (lost.get() && lost.compareAndSet(true, false)) {
            LOG.info("Cache {}: its store answers again", cache);
        }
    }

    private void failed(Throwable cause) {
        metrics.storeFailed();
        if (lost.compareAndSet(false, true)) {
            LOG.warn("Cache {}: its store does not answer ({}); values are loaded without it", cache, cause.toString());
        }
    }
}
