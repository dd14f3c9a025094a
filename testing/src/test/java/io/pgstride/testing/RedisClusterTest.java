package io.pgstride.testing;

import static io.pgstride.testing.RedisClient.get;
import static io.pgstride.testing.RedisClient.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RedisClusterTest {
    /** Their slots are of the first master and the last. */
    private static final String LAGS = "b";

    private static final String FOLLOWS = "a";

    @Test
    void aReplicaTakesOverWithWhatItHas() throws IOException {
        try (RedisCluster redis = RedisCluster.builder().replicas(1).start()) {
            assertThat(redis.nodes()).hasSize(6);
            RedisServer lagging = failOver(redis, LAGS, true);
            RedisServer following = failOver(redis, FOLLOWS, false);
            assertThat(get(lagging.uri(), LAGS)).isEqualTo("first");
            assertThat(get(following.uri(), FOLLOWS)).isEqualTo("last");
        }
    }

    /** The new master; the former one follows it. */
    private static RedisServer failOver(RedisCluster redis, String key, boolean pause) throws IOException {
        RedisServer master = redis.masterOf(key);
        RedisServer replica = redis.replicasOf(master).get(0);
        assertThat(say(master.uri(), "SET " + key + " first")).isEqualTo("+OK");
        assertThat(say(master.uri(), "WAIT 1 0")).isEqualTo(":1");
        if (pause) {
            redis.pauseReplication(replica);
        }
        assertThat(say(master.uri(), "SET " + key + " last")).isEqualTo("+OK");
        assertThat(say(master.uri(), pause ? "WAIT 1 10" : "WAIT 1 0")).isEqualTo(pause ? ":0" : ":1");
        master.kill();
        redis.awaitOk();
        assertThat(redis.masterOf(key)).isEqualTo(replica);
        master.start();
        redis.awaitOk();
        assertThat(redis.replicasOf(replica)).containsExactly(master);
        return replica;
    }

    @Test
    void withoutReplicasSlotsAreMissingUntilTheirMasterIsBack() throws IOException {
        try (RedisCluster redis = RedisCluster.builder()
                .persistent()
                .config("cluster-node-timeout", "1000")
                .start()) {
            assertThat(redis.uris()).hasSize(3).doesNotHaveDuplicates();
            assertThat(IntStream.range(0, 50)
                            .mapToObj(i -> redis.masterOf("key" + i))
                            .distinct())
                    .containsExactlyInAnyOrderElementsOf(redis.nodes());
            RedisServer owner = redis.masterOf(LAGS);
            RedisServer other = redis.masterOf(FOLLOWS);
            assertThat(say(owner.uri(), "SET " + LAGS + " value")).isEqualTo("+OK");
            assertThat(say(other.uri(), "GET " + LAGS)).startsWith("-MOVED ");
            owner.kill();
            await().until(() -> say(other.uri(), "GET " + FOLLOWS).startsWith("-CLUSTERDOWN"));
            owner.start();
            redis.awaitOk();
            assertThat(get(owner.uri(), LAGS)).isEqualTo("value");
            assertThatIllegalStateException().isThrownBy(() -> redis.pauseReplication(owner));
            assertThatThrownBy(() -> RedisCluster.builder().replicas(3)).hasMessageContaining("0 to 2");
        }
    }
}
