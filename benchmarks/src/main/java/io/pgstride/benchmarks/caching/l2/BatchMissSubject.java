package io.pgstride.benchmarks.caching.l2;

import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.benchmarks.caching.CacheServers;
import io.pgstride.benchmarks.caching.Profile;
import io.pgstride.benchmarks.caching.ProfileTable;
import io.pgstride.benchmarks.run.Answer;
import io.pgstride.benchmarks.run.Reading;
import io.pgstride.benchmarks.run.Subject;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;

/** A hundred profiles are asked for of which none is in Redis; what went to PostgreSQL is counted at the driver, what went to Redis on the link. */
final class BatchMissSubject implements Subject {
    private static final int KEYS = 100;

    private final LinkedHashSet<Long> users =
            LongStream.range(0, KEYS).boxed().collect(Collectors.toCollection(LinkedHashSet::new));
    private final AtomicLong statements = new AtomicLong();
    private final CacheServers servers;
    private final HikariDataSource pool;
    private final CountingLink link;
    private final ProfileCache cache;
    private long roundTrips;

    BatchMissSubject(Library library, CacheServers servers) throws Exception {
        this.servers = servers;
        pool = CacheServers.pool(servers.url(servers.primary()), 2);
        link = CountingLink.to(servers.redis());
        ProfileTable table = new ProfileTable(
                ProxyDataSourceBuilder.create(pool)
                        .afterQuery((execution, queries) -> statements.addAndGet(queries.size()))
                        .build(),
                0);
        cache = library.open(link.uri(), table);
        cache.getAll(users);
    }

    @Override
    public void reset() {
        servers.flush();
    }

    /** The other metric tells of the same run. */
    Reading statements() {
        long before = statements.get();
        long tripsBefore = link.roundTrips();
        List<Profile> profiles = cache.inOrder(users);
        roundTrips = link.roundTrips() - tripsBefore;
        return new Reading(statements.get() - before, new Answer(profiles));
    }

    Reading roundTrips() {
        return new Reading(roundTrips, Answer.none());
    }

    @Override
    public void close() {
        cache.close();
        pool.close();
        try {
            link.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
