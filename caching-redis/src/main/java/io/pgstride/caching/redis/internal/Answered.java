package io.pgstride.caching.redis.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** What those have answered who did. */
final class Answered {
    private Answered() {}

    /** All together, once each has answered or failed; fails as one of them does if none has answered. */
    static <T> CompletableFuture<Set<T>> of(List<CompletableFuture<Set<T>>> asked) {
        CompletableFuture<?>[] ended =
                asked.stream().map(one -> one.handle((answer, failure) -> null)).toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(ended).thenApply(done -> {
            List<CompletableFuture<Set<T>>> answers = asked.stream()
                    .filter(one -> !one.isCompletedExceptionally())
                    .toList();
            Set<T> all = new HashSet<>();
            (answers.isEmpty() ? asked : answers).forEach(answer -> all.addAll(answer.join()));
            return all;
        });
    }
}
