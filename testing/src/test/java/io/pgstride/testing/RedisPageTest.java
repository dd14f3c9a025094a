package io.pgstride.testing;

import static io.pgstride.testing.RedisClient.get;
import static io.pgstride.testing.RedisClient.say;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The code of docs/testing.md. */
class RedisPageTest {

    // tag::replication[]
    @Test
    void aFailoverBringsBackWhatWasDeleted() throws IOException {
        try (RedisReplication redis = RedisReplication.builder().replicas(1).start()) {
            RedisServer replica = redis.replicas().get(0);
            say(redis.master().uri(), "SET price 10");
            redis.awaitCaughtUp();

            redis.pauseReplication(replica); // what is written from now on is missing there
            say(redis.master().uri(), "DEL price");
            redis.master().kill();
            redis.promote(replica);
            assertThat(get(redis.master().uri(), "price")).isEqualTo("10");
        }
    }
    // end::replication[]

    @Test
    void aMasterThatComesBackEmptyEmptiesItsReplica() throws IOException {
        try (RedisReplication redis = RedisReplication.builder().start()) {
            RedisServer replica = redis.replicas().get(0);
            say(redis.master().uri(), "SET price 10");
            redis.awaitCaughtUp();
            redis.master().kill();
            assertThat(get(replica.uri(), "price")).isEqualTo("10");
            redis.master().start();
            redis.awaitCaughtUp();
            assertThat(get(replica.uri(), "price")).isEmpty();
        }
    }
}
