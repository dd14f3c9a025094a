package io.pgstride.testing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.testing.RedisServer;
import io.pgstride.testing.ServerStartException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("io.pgstride.testing.internal.ChosenServers#redisIsOurs")
class ExternalRedisTest {

    @Test
    void onlyTheDatabaseInTheUriIsEmptied() {
        try (RedisServer server = RedisServer.builder().start()) {
            URI mine = URI.create(server.uri() + "/3");
            URI other = URI.create(server.uri() + "/4");
            RedisConnection.run(mine, "SET", "key", "value");
            RedisConnection.run(other, "SET", "key", "välue");
            ExternalRedis.connect(mine).flush();
            assertThat(RedisConnection.run(mine, "EXISTS", "key")).isEqualTo("0");
            assertThat(RedisConnection.run(other, "EXISTS", "key")).isEqualTo("1");
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsNamedWithoutThePassword() {
        assertThatThrownBy(() ->
                        RedisSwitch.parse("redis://me:sesame@localhost:1/3").start(RedisSpec.ANY))
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining("No Redis answers at redis://***@localhost:1/3")
                .hasMessageContaining("pgstride.redis")
                .hasMessageNotContaining("sesame");
    }

    @Test
    void aPasswordIsSent() {
        try (RedisServer server = RedisServer.builder().start()) {
            RedisConnection.run(server.uri(), "CONFIG", "SET", "requirepass", "open sesame");
            URI right = URI.create(
                    "redis://:open%20sesame@127.0.0.1:" + server.uri().getPort() + "/0");
            URI wrong = URI.create("redis://:wrong@127.0.0.1:" + server.uri().getPort() + "/0");
            ExternalRedis.connect(right).flush();
            assertThatThrownBy(() -> ExternalRedis.connect(wrong)).hasMessageContaining("AUTH failed");
        }
    }

    @Test
    void aColonAndAPlusInTheLoginArePartsOfIt() {
        try (RedisServer server = RedisServer.builder().start()) {
            RedisConnection.run(server.uri(), "ACL", "SETUSER", "a:b", "on", ">p+:w", "~*", "+@all");
            URI login =
                    URI.create("redis://a%3Ab:p+%3Aw@127.0.0.1:" + server.uri().getPort() + "/0");
            assertThat(RedisConnection.run(login, "PING")).isEqualTo("PONG");
        }
    }

    @Test
    void aUriWithoutAHostIsSaid() {
        assertThatThrownBy(() -> RedisConnection.run(URI.create("redis://a_b/0"), "PING"))
                .hasMessageContaining("names no host");
    }
}
