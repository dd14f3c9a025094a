package io.pgstride.benchmarks.caching.l2;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.KeyValue;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.pgstride.benchmarks.caching.Profile;
import io.pgstride.benchmarks.caching.ProfileTable;
import io.pgstride.caching.redis.json.JsonCodec;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** {@code GET} or {@code MGET}, then {@code SET PX}, over Lettuce; nobody waits for another one's load. */
final class HandwrittenCache implements ProfileCache {
    private final JsonCodec<Profile> codec = JsonCodec.of(Profile.class);
    private final ProfileTable table;
    private final RedisClient client;
    private final StatefulRedisConnection<byte[], byte[]> connection;

    HandwrittenCache(URI redis, ProfileTable table) {
        this.table = table;
        this.client = RedisClient.create(RedisURI.create(redis));
        this.connection = client.connect(ByteArrayCodec.INSTANCE);
    }

    @Override
    public Profile get(long user) {
        byte[] found = connection.sync().get(key(user));
        if (found != null) {
            return decode(found);
        }
        Profile profile = table.load(user);
        connection.sync().set(key(user), encode(profile), expiry());
        return profile;
    }

    @Override
    public Map<Long, Profile> getAll(Set<Long> users) {
        Map<Long, Profile> profiles = new HashMap<>();
        byte[][] keys = users.stream().map(HandwrittenCache::key).toArray(byte[][]::new);
        List<KeyValue<byte[], byte[]>> values = connection.sync().mget(keys);
        List<Long> missing = new ArrayList<>();
        int at = 0;
        for (long user : users) {
            KeyValue<byte[], byte[]> value = values.get(at++);
            value.ifHasValue(bytes -> profiles.put(user, decode(bytes)));
            value.ifEmpty(() -> missing.add(user));
        }
        if (!missing.isEmpty()) {
            Map<Long, Profile> loaded = Loads.of(table, missing);
            store(loaded);
            profiles.putAll(loaded);
        }
        return profiles;
    }

    private void store(Map<Long, Profile> loaded) {
        List<RedisFuture<String>> stored = new ArrayList<>();
        connection.setAutoFlushCommands(false);
        loaded.forEach((user, profile) -> stored.add(connection.async().set(key(user), encode(profile), expiry())));
        connection.flushCommands();
        connection.setAutoFlushCommands(true);
        LettuceFutures.awaitAll(Duration.ofSeconds(10), stored.toArray(Future<?>[]::new));
    }

    private static byte[] key(long user) {
        return ("profile:" + user).getBytes(UTF_8);
    }

    private static SetArgs expiry() {
        return SetArgs.Builder.px(Loads.EXPIRY);
    }

    private byte[] encode(Profile profile) {
        try {
            return codec.encode(profile);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Profile decode(byte[] bytes) {
        try {
            return codec.decode(bytes);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(0, 1, TimeUnit.SECONDS);
    }
}
