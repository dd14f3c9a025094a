package io.pgstride.caching.redis.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.core.finding.Finding;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxFindingsTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private static List<String> keys(Duration lag, Duration closedFor, boolean relaying) {
        return OutboxFindings.of("pgstride", lag, closedFor, relaying, false).stream()
                .map(Finding::key)
                .toList();
    }

    @Test
    void aClosedRelaySaysThatRedisIsNotUsed() {
        assertThat(OutboxFindings.of("pgstride", Duration.ZERO, Duration.ZERO, false, true))
                .singleElement()
                .satisfies(finding -> assertThat(finding.summary()).contains("do without Redis"));
    }

    @Test
    void nothingIsWrong() {
        assertThat(keys(Duration.ofSeconds(1), Duration.ZERO, true)).isEmpty();
    }

    @Test
    void eachIsNamed() {
        assertThat(keys(LONG, Duration.ZERO, true)).containsExactly("caching.outbox-lag");
        assertThat(keys(Duration.ZERO, LONG, true)).containsExactly("caching.redis-distrusted");
        assertThat(keys(Duration.ZERO, Duration.ZERO, false)).containsExactly("caching.outbox-relay-stopped");
    }
}
