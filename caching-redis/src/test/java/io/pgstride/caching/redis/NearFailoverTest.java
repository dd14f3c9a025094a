package io.pgstride.caching.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.pgstride.testing.RedisCluster;
import io.pgstride.testing.RedisReplication;
import io.pgstride.testing.RedisServer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Who tells of changes is another one from now on. */
class NearFailoverTest {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final long KEYS = 20;

    private final Map<Long, Long> rows = new ConcurrentHashMap<>();

    private static void awaitHeard(NearMember reader, NearMember writer, long value) {
        for (long row = 0; row < KEYS; row++) {
            long id = row;
            reader.awaitNear(id);
            writer.write(id, value);
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(reader.cache().get(id)).isEqualTo(value));
        }
    }

    @Test
    void theMasterThatSentinelsName() {
        try (RedisReplication servers =
                        RedisReplication.builder().replicas(1).sentinels(3).start();
                NearMember reader = NearMember.of(servers.sentinelUri(), rows);
                NearMember writer = NearMember.of(servers.sentinelUri(), rows)) {
            awaitHeard(reader, writer, 1);
            servers.awaitCaughtUp();
            servers.master().kill();
            servers.awaitMaster();
            awaitHeard(reader, writer, 2);
        }
    }

    @Test
    void everyMasterOfACluster() {
        try (RedisCluster cluster = RedisCluster.builder().start();
                NearMember reader = member(cluster);
                NearMember writer = member(cluster)) {
            awaitHeard(reader, writer, 1);
            LongStream.range(0, KEYS).forEach(reader::awaitNear);
            cluster.nodes().get(0).flush();
            await().atMost(LONG).until(() -> !reader.isBypassed());
            awaitHeard(reader, writer, 2);
        }
    }

    @Test
    void aNodeOfAClusterThatFailsOver() {
        try (RedisCluster cluster = RedisCluster.builder().replicas(1).start();
                NearMember reader = member(cluster);
                NearMember writer = member(cluster)) {
            awaitHeard(reader, writer, 1);
            RedisServer master = cluster.masterOf("pgstride:{rows:1}:1");
            cluster.awaitOk();
            master.kill();
            await().atMost(LONG).until(reader::isBypassed);
            cluster.awaitOk();
            awaitHeard(reader, writer, 2);
        }
    }

    /** Keys of such a slot may be changed by a server that has not been asked to tell. */
    @Test
    void aClusterWhoseSlotsMoveIsNotBelieved() {
        try (RedisCluster cluster = RedisCluster.builder().start();
                NearMember reader = member(cluster)) {
            reader.awaitNear(1);
            RedisServer master = cluster.masterOf("pgstride:{rows:1}:1");
            RedisServer other = cluster.nodes().stream()
                    .filter(node -> node != master)
                    .findFirst()
                    .orElseThrow();
            int slot = SlotHash.getSlot("pgstride:{rows:1}:1");
            RedisClient client = RedisClient.create();
            try (StatefulRedisConnection<String, String> from = client.connect(RedisURI.create(master.uri()));
                    StatefulRedisConnection<String, String> to = client.connect(RedisURI.create(other.uri()))) {
                from.sync().clusterSetSlotMigrating(slot, to.sync().clusterMyId());
                await().atMost(LONG).until(reader::isBypassed);
                assertThat(reader.isNear(1)).isFalse();
                from.sync().clusterSetSlotStable(slot);
                reader.awaitNear(1);
            } finally {
                client.shutdown();
            }
        }
    }

    private NearMember member(RedisCluster cluster) {
        RedisClusterClient client = RedisClusterClient.create(
                cluster.uris().stream().map(RedisURI::create).toList());
        client.setOptions(ClusterClientOptions.builder()
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enablePeriodicRefresh(Duration.ofSeconds(1))
                        .build())
                .build());
        return new NearMember(RedisBackend.builder(client), client::shutdown, rows, options -> options);
    }
}
