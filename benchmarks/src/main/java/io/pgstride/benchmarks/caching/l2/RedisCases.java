package io.pgstride.benchmarks.caching.l2;

import io.pgstride.benchmarks.caching.CacheServers;
import io.pgstride.benchmarks.caching.Sizes;
import io.pgstride.benchmarks.run.Case;
import io.pgstride.benchmarks.run.Contender;
import io.pgstride.benchmarks.run.Metric;
import io.pgstride.benchmarks.run.Subject;
import java.util.List;

/** The cases in which several libraries keep the same profiles in Redis. */
public final class RedisCases {
    private final CacheServers servers;
    private final Sizes sizes;

    /** Cases on the servers that are shared. */
    public RedisCases(CacheServers servers, Sizes sizes) {
        this.servers = servers;
        this.sizes = sizes;
    }

    /** In the order in which they are run. */
    public List<Case<?>> all() {
        return List.of(l2Hit(), batchMiss(), stampede());
    }

    private Case<HitSubject> l2Hit() {
        return new Case<>(
                        "l2-hit",
                        servers::prepareProfiles,
                        contenders(Library.ALL, library -> new HitSubject(library, servers)),
                        List.of(Metric.micros("us", sizes.pace(), HitSubject::hit)))
                .rounds(sizes.l2Hits());
    }

    private Case<BatchMissSubject> batchMiss() {
        return new Case<>(
                        "batch-miss",
                        servers::prepareProfiles,
                        contenders(Library.FOR_BATCHES, library -> new BatchMissSubject(library, servers)),
                        List.of(
                                Metric.exact("sql_statements", "1", BatchMissSubject::statements),
                                Metric.exact("redis_round_trips", "1", BatchMissSubject::roundTrips)))
                .rounds(sizes.batches());
    }

    private Case<StampedeSubject> stampede() {
        return new Case<>(
                "stampede",
                servers::prepareProfiles,
                contenders(Library.ALL, library -> new StampedeSubject(library, servers, sizes)),
                List.of(
                        Metric.exact("loads", "1", StampedeSubject::loads),
                        Metric.exact("ms", "ms", StampedeSubject::millis)));
    }

    private static <S extends Subject> List<Contender<S>> contenders(List<Library> libraries, Opening<S> opening) {
        return libraries.stream()
                .map(library -> new Contender<>(library.label(), () -> opening.open(library)))
                .toList();
    }

    /** Sets a subject up on a library. */
    @FunctionalInterface
    private interface Opening<S> {
        S open(Library library) throws Exception;
    }
}
