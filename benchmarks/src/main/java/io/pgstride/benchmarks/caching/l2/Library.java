package io.pgstride.benchmarks.caching.l2;

import io.pgstride.benchmarks.caching.ProfileTable;
import java.net.URI;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Who keeps profiles in Redis. */
record Library(String label, BiFunction<URI, ProfileTable, ProfileCache> opening) {
    private static final Library JETCACHE =
            new Library("jetcache", (redis, table) -> new JetcacheCache(redis, table, true));
    private static final Library JETCACHE_UNPROTECTED =
            new Library("jetcache-unprotected", (redis, table) -> new JetcacheCache(redis, table, false));

    /** Those that are in every case. */
    static final List<Library> ALL = List.of(
            new Library("pgstride", PgstrideCache::new),
            new Library("handwritten", HandwrittenCache::new),
            JETCACHE,
            new Library("redisson", RedissonCache::new),
            new Library("spring-cache", SpringCache::new));

    /** With those that differ for several keys. */
    static final List<Library> FOR_BATCHES =
            Stream.concat(ALL.stream(), Stream.of(JETCACHE_UNPROTECTED)).toList();

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
