package io.pgstride.testing;

import static io.pgstride.testing.RedisClient.get;
import static io.pgstride.testing.RedisClient.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;

@EnabledIf("io.pgstride.testing.internal.ChosenServers#redisIsEmbedded")
class RedisFaultsTest {
    private static final Duration MOMENT = Duration.ofMillis(300);

    @Test
    void aKilledServerComesBackEmptyOnItsPort() throws IOException {
        try (RedisServer redis = RedisServer.builder().start();
                RedisClient client = RedisClient.to(redis.uri())) {
            client.say("SET key value");
            long pid = redis.pid();
            redis.kill();
            redis.kill();
            assertThat(redis.isRunning()).isFalse();
            assertThatIllegalStateException().isThrownBy(redis::pid).withMessageContaining("does not run");
            assertThat(listening(redis)).isFalse();
            assertThatIOException().isThrownBy(() -> client.say("PING"));
            redis.start();
            redis.start();
            assertThat(redis.isRunning()).isTrue();
            assertThat(redis.pid()).isNotEqualTo(pid);
            assertThat(get(redis.uri(), "key")).isEmpty();
        }
    }

    @Test
    void whatAPersistentServerHasAnsweredOutlivesItsKill() throws IOException {
        try (RedisServer redis = RedisServer.builder().persistent().start()) {
            try (RedisClient client = RedisClient.to(redis.uri())) {
                for (int i = 1; i <= 1000; i++) {
                    assertThat(client.say("INCR count")).isEqualTo(":" + i);
                }
                redis.kill();
            }
            redis.start();
            assertThat(get(redis.uri(), "count")).isEqualTo("1000");
            redis.stop();
            assertThat(redis.isRunning()).isFalse();
            redis.start();
            assertThat(get(redis.uri(), "count")).isEqualTo("1000");
        }
    }

    @Test
    void aServerThatHasEndedByItselfIsSeenAndStartedAgain() throws Exception {
        try (RedisServer redis = RedisServer.builder().start()) {
            ProcessHandle process = ProcessHandle.of(redis.pid()).orElseThrow();
            assertThatIOException().isThrownBy(() -> say(redis.uri(), "SHUTDOWN NOSAVE"));
            process.onExit().get();
            assertThat(redis.isRunning()).isFalse();
            redis.start();
            assertThat(say(redis.uri(), "PING")).isEqualTo("+PONG");
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aPausedServerAnswersWhenItGoesOn() throws IOException {
        try (RedisServer redis = RedisServer.builder().start();
                RedisClient client = RedisClient.to(redis.uri())) {
            assertThat(client.say("INCR count")).isEqualTo(":1");
            redis.pause();
            assertThat(redis.isRunning()).isTrue();
            try (RedisClient late = RedisClient.to(redis.uri())) {
                late.socket().getOutputStream().write("INCR count\r\n".getBytes());
                assertThatThrownBy(() -> late.answer(MOMENT)).isInstanceOf(SocketTimeoutException.class);
                redis.resume();
                assertThat(late.answer(Duration.ofSeconds(30))).isEqualTo(":2");
            }
            assertThat(client.say("INCR count")).isEqualTo(":3");
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aPausedServerCanBeEndedInEachWay() throws IOException {
        RedisServer redis = RedisServer.builder().start();
        redis.pause();
        redis.stop();
        assertThatIllegalStateException().isThrownBy(redis::resume).withMessageContaining("start it first");
        redis.start();
        redis.pause();
        redis.kill();
        redis.start();
        assertThat(say(redis.uri(), "PING")).isEqualTo("+PONG");
        redis.pause();
        redis.close();
        assertThat(listening(redis)).isFalse();
        assertThatIllegalStateException().isThrownBy(redis::start).withMessageContaining("is closed");
    }

    @Test
    void itsProxyDoesHarmToTheLinkAlone() throws IOException {
        try (RedisServer redis = RedisServer.builder().start();
                RedisClient client = RedisClient.to(redis.proxiedUri())) {
            redis.proxy().dropResponses(true);
            client.socket().getOutputStream().write("SET key value\r\n".getBytes());
            assertThatThrownBy(() -> client.answer(MOMENT)).isInstanceOf(SocketTimeoutException.class);
            assertThat(get(redis.uri(), "key")).isEqualTo("value");
            redis.proxy().cut();
            redis.proxy().dropResponses(false);
            redis.kill();
            redis.start();
            assertThat(say(redis.proxiedUri(), "PING")).isEqualTo("+PONG");
        }
    }

    @Test
    void anOptionIsTheServers() throws IOException {
        try (RedisServer redis = RedisServer.builder()
                .config("maxmemory", "1kb")
                .config("save", "3600 1 60 10")
                .start()) {
            assertThat(say(redis.uri(), "SET key value")).startsWith("-OOM");
        }
    }

    @Test
    void aBadOptionFailsWithTheServersOwnWords() {
        assertThatThrownBy(() ->
                        RedisServer.builder().config("maxmemory", "plenty").start())
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining("maxmemory plenty")
                .hasMessageContaining("pgstride.redis");
        RedisServer.Builder builder = RedisServer.builder();
        assertThatThrownBy(() -> builder.config("max memory", "1mb")).hasMessageContaining("'max memory'");
        assertThatThrownBy(() -> builder.config("maxmemory", "1mb\nport 1")).hasMessageContaining("'maxmemory'");
        assertThatThrownBy(() -> builder.config("save", "")).hasMessageContaining("\"\"");
        assertThatThrownBy(() -> builder.config("dir", "/")).hasMessageContaining("CONFIG SET");
    }

    @Test
    void theSharedServerIsNotHarmed() {
        assertThatIllegalStateException()
                .isThrownBy(RedisServer.shared()::kill)
                .withMessageContaining("RedisServer.builder()");
        assertThatIllegalStateException().isThrownBy(RedisServer.shared()::proxy);
    }

    @Test
    void aServerThatIsNotOursIsNeitherHarmedNorConfigured() throws IOException {
        String chosen = System.getProperty("pgstride.redis");
        try (RedisServer ours = RedisServer.builder().start()) {
            System.setProperty("pgstride.redis", ours.uri() + "/3");
            RedisServer.Builder configured = RedisServer.builder().config("maxmemory", "1mb");
            assertThatThrownBy(configured::start)
                    .isInstanceOf(ServerStartException.class)
                    .hasMessageContaining("options");
            try (RedisServer external = RedisServer.builder().start()) {
                assertThatThrownBy(external::kill)
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining(ours.uri() + "/3 is not embedded")
                        .hasMessageContaining("pgstride.redis");
                assertThat(external.proxiedUri())
                        .hasPath("/3")
                        .hasPort(external.proxy().port());
                assertThat(say(external.proxiedUri(), "PING")).isEqualTo("+PONG");
            }
        } finally {
            restore(chosen);
        }
    }

    private static void restore(@Nullable String chosen) {
        if (chosen == null) {
            System.clearProperty("pgstride.redis");
        } else {
            System.setProperty("pgstride.redis", chosen);
        }
    }

    private static boolean listening(RedisServer redis) {
        URI uri = redis.uri();
        return new Listening(uri.getHost(), uri.getPort()).answers();
    }
}
