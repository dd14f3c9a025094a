package io.pgstride.caching.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.pgstride.caching.Cache;
import io.pgstride.caching.redis.json.JsonCodec;
import io.pgstride.core.finding.Finding;
import io.pgstride.testing.RedisServer;
import io.pgstride.testing.RedisTest;
import java.io.Serializable;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody else has written to the keys of a cache. Who asks gets the row's value, and the next one the cache's again. */
@RedisTest
class HostileValuesTest {
    private static final String MALFORMED = "pgstride.caching.redis.malformed-values";
    private static final String KEY = "pgstride:{prices:7}:";
    private static final String TAG = "pgstride:{prices:all}:";
    private static final int KIND_AT = 65;
    private static final byte DEFLATED = 2;
    private static final int LENGTH_AT = 66;

    record Price(long cents, String currency) implements Serializable {}

    private final Counters counters = new Counters();
    private final AtomicInteger loads = new AtomicInteger();
    private final RedisClient client = RedisClient.create();
    private final RedisBackend redis;
    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final RedisCommands<byte[], byte[]> commands;

    HostileValuesTest(URI uri) {
        redis = RedisBackend.builder(client, RedisURI.create(uri))
                .commandTimeout(Duration.ofSeconds(5))
                .build();
        connection = client.connect(ByteArrayCodec.INSTANCE, RedisURI.create(uri));
        commands = connection.sync();
    }

    @BeforeEach
    void empty(RedisServer server) {
        server.flush();
    }

    @AfterEach
    void close() {
        redis.close();
        connection.close();
        client.shutdown();
    }

    private Cache<Long, Price> cache(UnaryOperator<RedisValues<Long, Price>> how) {
        return Cache.<Long, Price>builder("prices")
                .backend(how.apply(redis.values(JsonCodec.of(Price.class))))
                .telemetry(counters)
                .tags(key -> Set.of("all"))
                .loader(this::load)
                .build();
    }

    private Map<Long, Price> load(Set<Long> keys) {
        loads.incrementAndGet();
        Map<Long, Price> values = new HashMap<>();
        keys.forEach(key -> values.put(key, new Price(100 * key, "EUR")));
        return values;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private byte[] value() {
        return commands.get(bytes(KEY + 1));
    }

    private void set(byte[] value) {
        commands.set(bytes(KEY + 1), value);
    }

    /** It is loaded once more, and then is there. */
    private void assertHealed(Cache<Long, Price> cache, boolean counted) {
        int before = loads.get();
        long malformed = counters.count(MALFORMED);
        for (int i = 0; i < 3; i++) {
            assertThat(cache.get(7L)).isEqualTo(new Price(700, "EUR"));
        }
        assertThat(loads.get()).isEqualTo(before + 1);
        assertThat(counters.count(MALFORMED) > malformed).isEqualTo(counted);
    }

    @Test
    void anotherTypeOfKeyIsNoValueNoLeaseAndNoTag() {
        try (Cache<Long, Price> cache = cache(values -> values)) {
            cache.get(7L);
            commands.del(bytes(KEY + 1));
            commands.lpush(bytes(KEY + 1), bytes("of a list"));
            commands.hset(bytes(KEY + "l"), bytes("of a"), bytes("hash"));
            commands.sadd(bytes(KEY + "f"), bytes("of a set"));
            assertHealed(cache, true);
            commands.del(bytes(TAG + "t"));
            commands.lpush(bytes(TAG + "t"), bytes("of a list"));
            assertHealed(cache, false);
        }
    }

    /** Who invalidates is told nothing of what somebody has left, and the next one gets the row's value; near or not. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsLeftAtKeysHindersNoInvalidation(boolean near) {
        List<Consumer<byte[]>> hostile = List.of(
                key -> commands.lpush(key, bytes("of a list")),
                key -> commands.hset(key, bytes("of a"), bytes("hash")),
                key -> commands.set(key, bytes("text")),
                key -> commands.set(key, bytes("v1")),
                key -> commands.set(key, bytes("f".repeat(24))));
        try (Cache<Long, Price> cache = cache(values -> near ? values.near(10) : values)) {
            List<Runnable> writes =
                    List.of(() -> cache.invalidate(Set.of(7L)), () -> cache.invalidateTags(Set.of("all")));
            for (String key : List.of(KEY + 1, KEY + "l", KEY + "f", TAG + "t", TAG + "tf")) {
                for (Consumer<byte[]> left : hostile) {
                    for (Runnable write : writes) {
                        cache.get(7L);
                        commands.del(bytes(key));
                        left.accept(bytes(key));
                        int before = loads.get();
                        write.run();
                        assertThat(cache.get(7L)).as(key).isEqualTo(new Price(700, "EUR"));
                        assertThat(loads.get()).as(key).isGreaterThan(before);
                    }
                }
                commands.del(bytes(key));
            }
            assertHealed(cache, false);
        }
    }

    @Test
    void aLeaseWithoutAnEndIsNone() {
        try (Cache<Long, Price> cache = cache(values -> values)) {
            commands.set(bytes(KEY + "l"), bytes("somebody"));
            assertHealed(cache, false);
        }
    }

    @Test
    void whatIsCutOffAnywhereIsNoValue() {
        try (Cache<Long, Price> cache = cache(values -> values)) {
            cache.get(7L);
            byte[] whole = value();
            for (int length = 0; length < whole.length; length += 7) {
                set(Arrays.copyOf(whole, length));
                assertHealed(cache, true);
            }
            set(Arrays.copyOf(whole, whole.length + 1));
            assertHealed(cache, true);
        }
    }

    @Test
    void noBytesAtAllDoHarm() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Cache<Long, Price> cache = cache(values -> values.compressAbove(0))) {
            cache.get(7L);
            byte[] whole = value();
            for (int i = 0; i < 2_000; i++) {
                byte[] other = whole.clone();
                for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                    other[random.nextInt(other.length)] = (byte) random.nextInt(256);
                }
                set(other);
                assertThat(cache.get(7L)).as("seed %d", seed).isNotNull();
            }
        }
    }

    /** Names of classes in the text are text. */
    @Test
    void anotherClassIsNoValue() {
        try (Cache<Long, Price> cache = cache(values -> values)) {
            for (String json : new String[] {
                "[\"javax.script.ScriptEngineManager\",{}]",
                "{\"@class\":\"javax.script.ScriptEngineManager\",\"cents\":1}",
                "{\"cents\":\"x\",\"currency\":\"EUR\"}",
                "{\"currency\":\"EUR\"}",
                "{\"cents\":1,\"currency\":\"EUR\"} and more",
                "null",
                "[".repeat(100_000)
            }) {
                cache.get(7L);
                set(withPayload(value(), bytes(json), json.length()));
                assertHealed(cache, true);
            }
        }
    }

    /** The same head over something else. */
    private static byte[] withPayload(byte[] whole, byte[] payload, int length) {
        int head = LENGTH_AT + 2 * Integer.BYTES + Long.BYTES;
        return ByteBuffer.allocate(head + Integer.BYTES + payload.length)
                .put(whole, 0, head)
                .putInt(LENGTH_AT, length)
                .putInt(payload.length)
                .put(payload)
                .array();
    }

    @Test
    void whatWouldGrowBeyondTheLimitIsNotUnpacked() {
        try (Cache<Long, Price> cache = cache(values -> values.compressAbove(0).maximumBytes(1_000))) {
            cache.get(7L);
            byte[] whole = value();
            whole[KIND_AT] = DEFLATED;
            byte[] bomb = bomb();
            for (int said : new int[] {1_000, 50_000_000, Integer.MAX_VALUE, -1}) {
                set(withPayload(whole, bomb, said));
                assertHealed(cache, true);
            }
        }
    }

    private static byte[] bomb() {
        java.util.zip.Deflater deflater = new java.util.zip.Deflater(9, true);
        deflater.setInput(new byte[50_000_000]);
        deflater.finish();
        byte[] made = new byte[100_000];
        int length = deflater.deflate(made);
        deflater.end();
        return Arrays.copyOf(made, length);
    }

    @Test
    void hugeValuesAreNotRead() {
        try (Cache<Long, Price> cache = cache(values -> values)) {
            cache.get(7L);
            byte[] huge = new byte[8 << 20];
            Arrays.fill(huge, (byte) ' ');
            set(withPayload(value(), huge, huge.length));
            assertHealed(cache, true);
        }
    }

    @Test
    void anotherSchemaIsNotSeenAndNotHarmed() {
        try (Cache<Long, Price> cache = cache(values -> values)) {
            cache.get(7L);
            byte[] own = value();
            commands.set(bytes(KEY + 2), bytes("of another form"), SetArgs.Builder.ex(60));
            assertThat(cache.get(7L)).isEqualTo(new Price(700, "EUR"));
            assertThat(loads).hasValue(1);
            assertThat(value()).isEqualTo(own);
        }
    }

    @Test
    void whatIsTooLargeIsGivenAndNotStored() {
        try (Cache<Long, Price> cache = cache(values -> values.maximumBytes(20))) {
            assertThat(cache.get(7L)).isEqualTo(new Price(700, "EUR"));
            assertThat(value()).isNull();
            assertThat(cache.get(7L)).isEqualTo(new Price(700, "EUR"));
            assertThat(loads).hasValue(2);
            assertThat(counters.count("pgstride.caching.redis.oversized-values"))
                    .isEqualTo(2);
            assertThat(redis.findings()).extracting(Finding::key).containsExactly("caching.oversized-values");
        }
    }
}
