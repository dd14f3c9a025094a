package io.pgstride.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgstride.testing.ClusterHost;
import io.pgstride.testing.PostgresCluster;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The link to a replica does harm; the other replica serves. The control: the pool of that replica alone. */
class LinkFaultTest {
    private static final Duration PROBE_TIMEOUT = Duration.ofMillis(500);

    private final PostgresCluster cluster = Hosts.shared();
    private ClusterHost sick;
    private ClusterHost well;
    private RoutingDataSource routing;

    @BeforeEach
    void start() {
        String database = cluster.createDatabase("links");
        sick = cluster.hosts().get(1);
        well = cluster.hosts().get(2);
        routing = RoutingDataSource.builder()
                .host(Hosts.direct(cluster.hosts().get(0), database))
                .host(Hosts.proxied(sick, database))
                .host(Hosts.direct(well, database))
                .probeInterval(Duration.ofMillis(50))
                .probeTimeout(PROBE_TIMEOUT)
                .slowStart(Duration.ZERO)
                .build();
        await().until(() -> Hosts.portOf(routing.readOnly()) == sick.port());
    }

    @AfterEach
    void stop() {
        sick.proxy().delay(Duration.ZERO);
        sick.proxy().dropResponses(false);
        sick.proxy().refuse(false);
        sick.proxy().cut();
        routing.close();
    }

    @Test
    void aSlowLinkIsLeftAlone() throws Throwable {
        isLeftAlone(() -> sick.proxy().delay(Duration.ofSeconds(2)));
    }

    @Test
    void aCutLinkIsLeftAlone() throws Throwable {
        isLeftAlone(() -> {
            sick.proxy().refuse(true);
            sick.proxy().cut();
        });
    }

    @Test
    void aHalfOpenLinkIsLeftAlone() throws Throwable {
        isLeftAlone(() -> sick.proxy().dropResponses(true));
    }

    private void isLeftAlone(Executable harm) throws Throwable {
        harm.execute();
        await().until(() -> routing.hosts().get(1).state() == HostState.DOWN);
        for (int i = 0; i < 100; i++) {
            assertThat(Hosts.portOf(routing.readOnly())).isEqualTo(well.port());
        }
        sick.proxy().delay(Duration.ZERO);
        sick.proxy().dropResponses(false);
        sick.proxy().refuse(false);
        sick.proxy().cut();
        await().until(() -> Hosts.portOf(routing.readOnly()) == sick.port());
    }

    /** A link on which every probe takes a while is not down, but is spared while the other one is quick. */
    @Test
    void aSlowerHostIsSpared() {
        sick.proxy().delay(Duration.ofMillis(100));
        await().until(() -> {
            long there = 0;
            for (int i = 0; i < 100; i++) {
                there += Hosts.portOf(routing.readOnly()) == sick.port() ? 1 : 0;
            }
            return there <= 5;
        });
        assertThat(routing.hosts().get(1).state()).isEqualTo(HostState.UP);
    }
}
