package io.pgstride.benchmarks.caching.l2;

import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.benchmarks.caching.CacheServers;
import io.pgstride.benchmarks.caching.ProfileTable;
import io.pgstride.benchmarks.run.Answer;
import io.pgstride.benchmarks.run.Outcome;
import io.pgstride.benchmarks.run.Subject;
import java.util.List;

/** A profile is asked for that is in Redis. */
final class HitSubject implements Subject {
    private static final long USER = 42;

    private final HikariDataSource pool;
    private final ProfileCache cache;

    HitSubject(Library library, CacheServers servers) throws Exception {
        pool = CacheServers.pool(servers.url(servers.primary()), 1);
        cache = library.open(servers.redis(), new ProfileTable(pool, 0));
        cache.get(USER);
    }

    Outcome hit() {
        return Outcome.one(new Answer(List.of(cache.get(USER))));
    }

    @Override
    public void close() {
        cache.close();
        pool.close();
    }
}
