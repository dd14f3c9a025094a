package io.pgstride.caching.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.pgstride.caching.Cache;
import io.pgstride.caching.redis.json.JsonCodec;
import io.pgstride.testing.RedisServer;
import io.pgstride.testing.RedisTest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A reader takes an entry from Redis into its memory while another process changes it: what was on its way when the change was heard of must not be held. The control stores what it
 * gets, and forgets what it hears of.
 */
@RedisTest
class NearRaceTest {
    private static final int ROUNDS = 500 * Math.max(1, Integer.getInteger("pgstride.stress", 1));
    private static final long LONGEST_PAUSE_NANOS = 1_000_000;
    private static final Codec<Long> JSON = JsonCodec.of(Long.class);

    private final Map<Long, Long> rows = new ConcurrentHashMap<>();
    private final RedisClient client = RedisClient.create();
    private final RedisBackend reading;
    private final RedisBackend writing;
    private final StatefulRedisConnection<String, String> connection;
    private final Counters counters = new Counters();

    NearRaceTest(RedisServer server, URI uri) {
        server.flush();
        reading = backend(uri);
        writing = backend(uri);
        connection = client.connect(RedisURI.create(uri));
        LongStream.range(0, ROUNDS).forEach(id -> rows.put(id, 0L));
    }

    private RedisBackend backend(URI uri) {
        return RedisBackend.builder(client, RedisURI.create(uri))
                .commandTimeout(Duration.ofSeconds(5))
                .build();
    }

    @AfterEach
    void close() {
        reading.close();
        writing.close();
        client.shutdown();
    }

    /** Its answers take a while from Redis to who asked. */
    private static final class Slow implements Codec<Long> {
        @Override
        public byte[] encode(Long value) throws Exception {
            return JSON.encode(value);
        }

        @Override
        public Long decode(byte[] bytes) throws Exception {
            pause();
            return JSON.decode(bytes);
        }
    }

    private static void pause() {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_NANOS));
    }

    private Cache<Long, Long> cache(RedisValues<Long, Long> values) {
        return Cache.<Long, Long>builder("races")
                .backend(values)
                .earlyRefresh(0)
                .telemetry(counters)
                .loader(this::load)
                .build();
    }

    private Map<Long, Long> load(Set<Long> keys) {
        Map<Long, Long> values = new HashMap<>();
        keys.forEach(key -> values.put(key, rows.get(key)));
        return values;
    }

    /** Reads and writes each row at once; returns how many are not given as they are, when all has been heard of. */
    private long stale(LongFunction<Long> get, Cache<Long, Long> writer) throws Exception {
        for (long row = 0; row < ROUNDS; row++) {
            long id = row;
            writer.get(id);
            CompletableFuture<Void> read = CompletableFuture.runAsync(() -> {
                pause();
                get.apply(id);
            });
            pause();
            rows.merge(id, 1L, Long::sum);
            writer.invalidate(Set.of(id));
            read.get(10, TimeUnit.SECONDS);
        }
        LockSupport.parkNanos(RedisBackendBuilder.DEFAULT_NEAR_STALENESS.toNanos());
        return LongStream.range(0, ROUNDS)
                .filter(id -> !get.apply(id).equals(rows.get(id)))
                .count();
    }

    @Test
    void nothingStaleStaysInMemory() throws Exception {
        try (Cache<Long, Long> near =
                        cache(reading.<Long, Long>values(new Slow()).near(ROUNDS));
                Cache<Long, Long> writer = cache(writing.values(JSON))) {
            assertThat(stale(near::get, writer)).isZero();
            LongStream.range(0, ROUNDS).forEach(near::get);
            assertThat(counters.count("pgstride.caching.redis.near-hits")).isPositive();
        }
    }

    @Test
    void storingWhatComesLeavesStaleEntries() throws Exception {
        Map<Long, Long> held = new ConcurrentHashMap<>();
        connection.addListener(message -> forget(held, message.getContent()));
        connection.sync().clientTracking(TrackingArgs.Builder.enabled().bcast().prefixes("pgstride:{races:"));
        try (Cache<Long, Long> far = cache(reading.values(new Slow()));
                Cache<Long, Long> writer = cache(writing.values(JSON))) {
            LongFunction<Long> get = id -> {
                Long value = held.get(id);
                if (value == null) {
                    value = far.get(id);
                    held.put(id, value);
                }
                return value;
            };
            assertThat(stale(get, writer)).isPositive();
        }
    }

    private static void forget(Map<Long, Long> held, List<Object> message) {
        for (Object key : (List<?>) message.get(1)) {
            String name = StandardCharsets.UTF_8.decode((ByteBuffer) key).toString();
            held.remove(Long.valueOf(name.replaceAll(".*:(\\d+)}.*", "$1")));
        }
    }
}
