package io.pgstride.caching.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.caching.Cache;
import io.pgstride.caching.CaffeineBackend;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** A store that answers questions, but has not been told. */
class UnheardInvalidationsTest {
    private volatile boolean deaf;
    private volatile String row = "row";

    private CacheStore<Long, String> deafStore(StoreSettings<Long> settings) {
        return new ForwardingStore(new CaffeineBackend<Long, String>(100).open(settings)) {
            @Override
            public CompletionStage<Void> invalidate(Set<Long> keys, Fence fence) {
                return deaf
                        ? CompletableFuture.failedStage(new IllegalStateException("deaf"))
                        : super.invalidate(keys, fence);
            }

            @Override
            public CompletionStage<Void> invalidateTags(Set<String> tags, Fence fence) {
                return deaf
                        ? CompletableFuture.failedStage(new IllegalStateException("deaf"))
                        : super.invalidateTags(tags, fence);
            }
        };
    }

    private Cache<Long, String> cache() {
        return Cache.<Long, String>builder("rows")
                .backend(this::deafStore)
                .tags(key -> Set.of("all"))
                .loader(keys -> Map.of(1L, row))
                .build();
    }

    @Test
    void whatItHasNotHeardOfIsNotGiven() {
        try (Cache<Long, String> cache = cache()) {
            assertThat(cache.get(1L)).isEqualTo("row");
            deaf = true;
            row = "changed";
            cache.invalidate(Set.of(1L));
            assertThat(cache.get(1L)).isEqualTo("changed");
            assertThat(cache.findings())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.key()).isEqualTo("caching.unheard-invalidations"));
            row = "changed again";
            cache.invalidateTags(Set.of("all"));
            assertThat(cache.get(1L)).isEqualTo("changed again");
            deaf = false;
        }
    }
}
