package io.pgstride.caching;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.pgstride.caching.store.CacheBackend;
import io.pgstride.core.transaction.TransactionHooks;
import org.junit.jupiter.api.Test;

class StaleRaceTest extends StaleRaceContract {
    @Override
    protected CacheBackend<Long, Long> backend() {
        return new CaffeineBackend<>(100_000);
    }

    @Test
    void settingAndDeletingLeavesStaleEntries() {
        Cache<Long, Long> cache = Caffeine.newBuilder().build();
        Way way = new Way(
                id -> {
                    Long cents = cache.getIfPresent(id);
                    if (cents == null) {
                        cents = readRow(id);
                        cache.put(id, cents);
                    }
                    return cents;
                },
                (transaction, id) -> TransactionHooks.of(transaction).afterCommit(committed -> cache.invalidate(id)));
        assertThat(stale(way, false)).isPositive();
    }
}
