package io.pgstride.caching.store;

import io.pgstride.caching.CaffeineBackend;

class LocalStoreTest extends CacheStoreContract {
    @Override
    protected CacheBackend<Long, String> backend() {
        return new CaffeineBackend<>(1_000);
    }
}
