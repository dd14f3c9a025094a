package io.pgstride.testing;

import static io.pgstride.testing.RedisClient.get;
import static io.pgstride.testing.RedisClient.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisReplicationTest {
    private final RedisReplication redis =
            RedisReplication.builder().replicas(2).persistent().start();
    private final RedisServer a = redis.servers().get(0);
    private final RedisServer b = redis.servers().get(1);
    private final RedisServer c = redis.servers().get(2);

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void aFailoverToALaggingReplicaLosesTheLastWritesAndOneToAnotherDoesNot() throws IOException {
        write(a, "first");
        redis.awaitCaughtUp();
        redis.pauseReplication(b);
        write(a, "last");
        redis.awaitCaughtUp();
        assertThat(get(b.uri(), "key")).isEqualTo("first");
        assertThat(get(c.uri(), "key")).isEqualTo("last");
        a.kill();
        assertThat(redis.replicas()).containsExactly(b, c);

        redis.promote(c);
        assertThat(redis.master()).isEqualTo(c);
        assertThat(get(c.uri(), "key")).isEqualTo("last");

        redis.promote(b);
        assertThat(redis.master()).isEqualTo(b);
        redis.follow(c, b);
        redis.awaitCaughtUp();
        assertThat(get(b.uri(), "key")).isEqualTo("first");
        assertThat(get(c.uri(), "key")).isEqualTo("first");
    }

    @Test
    void aPausedReplicaHasAllAgainWhenItGoesOn() throws IOException {
        redis.pauseReplication(b);
        redis.pauseReplication(b);
        write(a, "one");
        b.kill();
        b.start();
        redis.awaitCaughtUp();
        assertThat(get(b.uri(), "key")).as("a pause outlives a restart").isEmpty();
        redis.resumeReplication(b);
        redis.awaitCaughtUp();
        assertThat(get(b.uri(), "key")).isEqualTo("one");
    }

    @Test
    void aFormerMasterIsStillOneUntilItFollows() throws IOException {
        a.kill();
        redis.promote(b);
        redis.follow(c, b);
        write(b, "new");
        a.start();
        write(a, "old");
        assertThatIllegalStateException().isThrownBy(() -> redis.follow(b, b)).withMessageContaining("cannot follow");
        redis.follow(a, redis.master());
        redis.awaitCaughtUp();
        assertThat(get(a.uri(), "key")).isEqualTo("new");
        a.stop();
        a.start();
        write(b, "newer");
        redis.awaitCaughtUp();
        assertThat(get(a.uri(), "key")).as("its role outlives a restart").isEqualTo("newer");
        assertThat(say(a.uri(), "SET key value")).startsWith("-READONLY");
    }

    @Test
    void whatCannotBeIsSaid() {
        assertThatIllegalStateException()
                .isThrownBy(() -> redis.promote(a))
                .withMessageContaining(a.uri() + " is a master");
        assertThatIllegalStateException().isThrownBy(() -> redis.pauseReplication(a));
        assertThatIllegalStateException().isThrownBy(() -> redis.follow(b, c)).withMessageContaining("no master");
        b.pause();
        assertThatIllegalStateException()
                .isThrownBy(() -> redis.promote(b))
                .withMessageContaining(b.uri() + " is paused");
        b.kill();
        assertThatIllegalStateException()
                .isThrownBy(() -> redis.promote(b))
                .withMessageContaining(b.uri() + " does not run");
        assertThatIllegalStateException().isThrownBy(redis::awaitMaster).withMessageContaining("no sentinels");
        assertThatIllegalStateException().isThrownBy(redis::sentinelUri).withMessageContaining("no sentinels");
        assertThatThrownBy(() -> RedisReplication.builder().replicas(8)).hasMessageContaining("0 to 7");
        assertThatThrownBy(() -> RedisReplication.builder().sentinels(-1)).hasMessageContaining("0 to 8");
    }

    private static void write(RedisServer server, String value) throws IOException {
        assertThat(say(server.uri(), "SET key " + value)).isEqualTo("+OK");
    }
}
