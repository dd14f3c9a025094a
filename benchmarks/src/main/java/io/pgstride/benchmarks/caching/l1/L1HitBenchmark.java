package io.pgstride.benchmarks.caching.l1;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.pgstride.benchmarks.caching.Profile;
import io.pgstride.caching.Cache;
import io.pgstride.caching.CaffeineBackend;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A value is asked for that is there, one of a thousand in turns. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class L1HitBenchmark {
    /** Caffeine alone. */
    static final String CAFFEINE = "caffeine";

    /** A cache of ours on Caffeine. */
    static final String PGSTRIDE = "pgstride";

    private static final int ENTRIES = 1 << 10;
    private static final int ROOM = 10 * ENTRIES;
    private static final Duration EXPIRY = Duration.ofMinutes(10);

    /** One of the above. */
    @Param(PGSTRIDE)
    public String subject = PGSTRIDE;

    private final Long[] users = LongStream.range(0, ENTRIES).boxed().toArray(Long[]::new);
    private Function<Long, @Nullable Profile> cache = user -> null;
    private Runnable closing = () -> {};
    private int next;

    /** Fills the cache. */
    @Setup
    public void open() {
        if (subject.equals(CAFFEINE)) {
            openCaffeine();
        } else {
            openPgstride();
        }
        for (Long user : users) {
            if (!Profile.of(user).equals(cache.apply(user))) {
                throw new IllegalStateException(subject + " has another profile of user " + user);
            }
        }
    }

    private void openCaffeine() {
        com.github.benmanes.caffeine.cache.Cache<Long, Profile> entries =
                Caffeine.newBuilder().maximumSize(ROOM).expireAfterWrite(EXPIRY).build();
        for (Long user : users) {
            entries.put(user, Profile.of(user));
        }
        cache = entries::getIfPresent;
    }

    private void openPgstride() {
        Cache<Long, Profile> entries = Cache.<Long, Profile>builder("profiles")
                .backend(new CaffeineBackend<>(ROOM))
                .expireAfter(EXPIRY)
                .loader(missing -> missing.stream().collect(Collectors.toMap(user -> user, Profile::of)))
                .build();
        Map<Long, Profile> all =
                entries.getAll(LongStream.range(0, ENTRIES).boxed().toList());
        if (all.size() != ENTRIES) {
            throw new IllegalStateException("of " + ENTRIES + " profiles " + all.size() + " were loaded");
        }
        cache = entries::get;
        closing = entries::close;
    }

    /** What is measured. */
    @Benchmark
    public Profile hit() {
        return Objects.requireNonNull(cache.apply(users[next++ & (ENTRIES - 1)]));
    }

    /** Ends the cache's threads. */
    @TearDown
    public void close() {
        closing.run();
    }
}
