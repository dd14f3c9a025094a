package io.pgstride.benchmarks.caching.l2;

import io.pgstride.benchmarks.caching.ProfileTable;
import java.net.URI;
import java.util.List;
import java.util.function.BiFunction;

/** Who keeps profiles in Redis. */
record Library(String label, BiFunction<URI, ProfileTable, ProfileCache> opening) {
    static final List<Library> ALL = List.of(
            new Library("pgstride", PgstrideCache::new),
            new Library("handwritten", HandwrittenCache::new),
            new Library("jetcache", JetcacheCache::new),
            new Library("redisson", RedissonCache::new),
            new Library("spring-cache", SpringCache::new));

    static Library byLabel(String label) {
        return ALL.stream()
                .filter(library -> library.label.equals(label))
                .findFirst()
                .orElseThrow();
    }

    ProfileCache open(URI redis, ProfileTable table) {
        return opening.apply(redis, table);
    }
}
