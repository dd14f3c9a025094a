package io.pgstride.caching.redis.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IncarnationTest {
    private static Optional<Incarnation> of(String server, String replication) {
        return Incarnation.of(List.of(List.of(server.getBytes(UTF_8)), List.of(replication.getBytes(UTF_8))));
    }

    @Test
    void isNamedByTheProcessAndItsData() {
        assertThat(of("# Server\r\nrun_id:a1\r\n", "# Replication\r\nrole:master\r\nmaster_replid:b2\r\n"))
                .contains(new Incarnation("a1", "b2"));
    }

    @Test
    void aReplicaHasNone() {
        assertThat(of("run_id:a1\r\n", "role:slave\r\nmaster_replid:b2\r\n")).isEmpty();
        assertThat(of("", "")).isEmpty();
    }
}
