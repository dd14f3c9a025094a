package io.pgstride.benchmarks.caching;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pgstride.benchmarks.caching.l1.L1HitSubject;
import io.pgstride.benchmarks.caching.l2.RedisCases;
import io.pgstride.benchmarks.caching.races.RaceCases;
import io.pgstride.benchmarks.run.Case;
import io.pgstride.benchmarks.run.Scale;
import io.pgstride.benchmarks.run.Scenario;
import io.pgstride.benchmarks.server.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Caches in the process and in Redis: what a hit costs, what a miss asks for, and what a race leaves behind. */
public final class CachingScenario implements Scenario {
    private final Function<Scale, Sizes> sizes;

    /** The scenario at the sizes that documentation speaks of. */
    public CachingScenario() {
        this(Sizes::of);
    }

    CachingScenario(Function<Scale, Sizes> sizes) {
        this.sizes = sizes;
    }

    @Override
    public String name() {
        return "caching";
    }

    @Override
    public String about() {
        return "Caches in memory and in Redis: hits, batches of misses, stampedes, stale entries after races.";
    }

    @Override
    public List<Case<?>> cases(Environment environment, Scale scale) throws Exception {
        Sizes chosen = sizes.apply(scale);
        environment.say("data       " + chosen);
        environment.say("peers      " + peers());
        CacheServers servers = new CacheServers(environment);
        List<Case<?>> cases = new ArrayList<>();
        cases.add(L1HitSubject.l1Hit(chosen));
        cases.addAll(new RedisCases(servers, chosen).all());
        cases.addAll(new RaceCases(servers, chosen, scale.rounds()).all());
        return cases;
    }

    private static String peers() throws IOException {
        try (InputStream versions = Objects.requireNonNull(CachingScenario.class.getResourceAsStream("peers.txt"))) {
            return new String(versions.readAllBytes(), UTF_8).strip();
        }
    }
}
