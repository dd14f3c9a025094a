package io.pgstride.testing;

import static io.pgstride.testing.RedisClient.say;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@RedisTest
class RedisTestTest {

    @BeforeAll
    static void writeOnce(URI uri) throws IOException {
        assertThat(say(uri, "SET key value")).isEqualTo("+OK");
    }

    @Test
    void theParametersAreTheSharedServer(RedisServer server, URI uri) throws IOException {
        assertThat(server).isSameAs(RedisServer.shared());
        assertThat(server.uri()).isEqualTo(uri);
        assertThat(say(uri, "PING")).isEqualTo("+PONG");
    }

    @Test
    void flushEmptiesIt(RedisServer server, URI uri) throws IOException {
        say(uri, "SET other value");
        assertThat(say(uri, "EXISTS other")).isEqualTo(":1");
        server.flush();
        assertThat(say(uri, "EXISTS other")).isEqualTo(":0");
    }

    @Test
    void aServerOfItsOwnEndsWhenClosed() throws IOException {
        RedisServer server = RedisServer.builder().start();
        assertThat(say(server.uri(), "PING")).isEqualTo("+PONG");
        server.close();
        assertThat(new Listening(server.uri().getHost(), server.uri().getPort()).answers())
                .isFalse();
    }
}
