package io.pgstride.caching.redis;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.pgstride.testing.RedisServer;
import io.pgstride.testing.TcpProxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * How long a reader is given what was, if the connection that tells it of changes fails right before another process changes it. Its commands go another way, which does not fail. The
 * control trusts that connection, as near caches usually do.
 */
final class NearStaleness implements AutoCloseable {
    private static final Duration LONGEST = NearMember.BOUND.multipliedBy(3);

    private final RedisServer server = RedisServer.builder().start();
    private final TcpProxy proxy =
            TcpProxy.to(server.uri().getHost(), server.uri().getPort());
    private final Map<Long, Long> rows = new ConcurrentHashMap<>();
    private final NearMember reader =
            NearMember.of(server.uri(), URI.create("redis://" + proxy.host() + ":" + proxy.port()), rows);
    private final NearMember writer = NearMember.of(server.uri(), rows);
    private final RedisClient client = RedisClient.create();
    private final Map<Long, Long> held = new ConcurrentHashMap<>();
    private long next;

    /** From the end of the invalidation to the last question that got an older answer, and zero if there was none; breaks and mends the link. */
    Duration round(Consumer<TcpProxy> harm) {
        long id = newRow();
        reader.awaitNear(id);
        return round(harm, id, key -> reader.cache().get(key));
    }

    Duration roundOfTheControl(Consumer<TcpProxy> harm) {
        long id = newRow();
        writer.cache().get(id);
        StatefulRedisConnection<String, String> connection =
                client.connect(RedisURI.create("redis://" + proxy.host() + ":" + proxy.port()));
        connection.addListener(message -> forget(message.getContent()));
        connection.sync().clientTracking(TrackingArgs.Builder.enabled().bcast());
        return round(
                harm,
                id,
                key -> held.computeIfAbsent(key, absent -> writer.cache().get(absent)));
    }

    private long newRow() {
        rows.put(next, 0L);
        return next++;
    }

    private void forget(List<Object> message) {
        if (message.size() > 1 && message.get(1) instanceof List<?> keys) {
            for (Object key : keys) {
                String name = StandardCharsets.UTF_8.decode((ByteBuffer) key).toString();
                held.keySet().removeIf(id -> name.contains(":" + id + "}"));
            }
        }
    }

    private Duration round(Consumer<TcpProxy> harm, long id, LongFunction<Long> get) {
        Long before = get.apply(id);
        harm.accept(proxy);
        writer.write(id, -1);
        long written = System.nanoTime();
        long last = written;
        long asked = written;
        while (asked - written < LONGEST.toNanos()) {
            asked = System.nanoTime();
            if (Objects.equals(get.apply(id), before)) {
                last = asked;
            } else if (asked - last > NearMember.BOUND.toNanos() / 4) {
                break;
            }
        }
        proxy.cut();
        proxy.dropResponses(false);
        return Duration.ofNanos(last - written);
    }

    /** Blocks until the reader holds entries again. */
    void awaitMended() {
        await().atMost(Duration.ofSeconds(60)).until(() -> !reader.isBypassed());
    }

    @Override
    public void close() {
        reader.close();
        writer.close();
        client.shutdown();
        proxy.close();
        server.close();
    }
}
