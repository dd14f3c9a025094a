package io.pgstride.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.Lsn;
import io.pgstride.core.finding.Finding;
import io.pgstride.testing.ClusterHost;
import io.pgstride.testing.PostgresCluster;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Those of hosts that go are in {@link FailoverTest}. */
class FindingsTest {
    private final PostgresCluster cluster = Hosts.shared();
    private final ClusterHost standby = cluster.hosts().get(1);
    private final String database = cluster.createDatabase("findings");

    @AfterEach
    void resume() {
        standby.resumeReplay();
        cluster.awaitCaughtUp();
    }

    @Test
    void aReplicaThatLags() {
        try (RoutingDataSource routing =
                Hosts.over(cluster, database).maxLag(Duration.ofMillis(500)).build()) {
            assertThat(routing.findings()).isEmpty();
            standby.pauseReplay();
            Hosts.execute(routing, "create table written ()");
            await().untilAsserted(() -> assertThat(routing.findings())
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.key()).isEqualTo("routing.lagging-replica");
                        assertThat(finding.subject()).isEqualTo(standby.name());
                        assertThat(finding.evidence()).containsKeys("lag", "lag-bytes");
                    }));
        }
    }

    @Test
    void readsThatFallBack() {
        try (RoutingDataSource routing = Hosts.over(cluster, database).build()) {
            ConsistencyToken ahead = new ConsistencyToken(1, new Lsn(-1));
            Route hasty =
                    Route.reads().after(ahead).fallback(Fallback.ofDefaults().patience(Duration.ZERO));
            for (int i = 0; i < 90; i++) {
                Hosts.portOf(routing.readOnly());
            }
            assertThat(routing.findings()).isEmpty();
            for (int i = 0; i < 10; i++) {
                assertThat(Hosts.portOf(routing.on(hasty)))
                        .isEqualTo(cluster.primary().port());
            }
            assertThat(routing.findings()).extracting(Finding::key).containsExactly("routing.reads-fall-back");
        }
    }

    @Test
    void aPoolThatIsTooLarge() {
        HikariConfig config = Hosts.config(cluster.primary().url(database));
        config.setMaximumPoolSize(500);
        try (RoutingDataSource routing =
                RoutingDataSource.builder().host(RoutingHost.of("a", config)).build()) {
            assertThat(routing.findings()).singleElement().satisfies(finding -> {
                assertThat(finding.key()).isEqualTo("routing.pool-too-large");
                assertThat(finding.evidence()).containsEntry("pool", 500L).containsEntry("server", 197L);
            });
        }
    }
}
