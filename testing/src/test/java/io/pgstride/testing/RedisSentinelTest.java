package io.pgstride.testing;

import static io.pgstride.testing.RedisClient.get;
import static io.pgstride.testing.RedisClient.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class RedisSentinelTest {

    @Test
    void theSentinelsPromoteALaggingReplicaAndTheFormerMasterFollows() throws IOException {
        try (RedisReplication redis = RedisReplication.builder().sentinels(3).start()) {
            RedisServer former = redis.master();
            RedisServer replica = redis.replicas().get(0);
            assertThat(redis.awaitMaster()).isEqualTo(former);
            assertThat(redis.sentinelUri())
                    .hasScheme("redis-sentinel")
                    .hasFragment("pgstride")
                    .hasAuthority("127.0.0.1:" + redis.sentinels().get(0).uri().getPort() + ",127.0.0.1:"
                            + redis.sentinels().get(1).uri().getPort() + ",127.0.0.1:"
                            + redis.sentinels().get(2).uri().getPort());
            say(former.uri(), "SET key first");
            redis.awaitCaughtUp();
            redis.pauseReplication(replica);
            say(former.uri(), "SET key last");

            former.kill();
            redis.sentinels().get(0).kill();
            assertThat(redis.awaitMaster()).isEqualTo(replica);
            assertThat(get(replica.uri(), "key")).isEqualTo("first");
            assertThatIllegalStateException()
                    .isThrownBy(() -> redis.promote(replica))
                    .withMessageContaining("sentinels promote");

            former.start();
            redis.follow(former, replica);
            redis.awaitCaughtUp();
            assertThat(get(former.uri(), "key")).isEqualTo("first");
        }
    }

    @Test
    void aMasterThatHangsIsReplacedToo() {
        try (RedisReplication redis = RedisReplication.builder().sentinels(1).start()) {
            RedisServer replica = redis.replicas().get(0);
            redis.master().pause();
            assertThat(redis.awaitMaster()).isEqualTo(replica);
        }
    }
}
