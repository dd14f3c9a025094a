package io.pgstride.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.testing.ClusterHost;
import io.pgstride.testing.PostgresCluster;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.postgresql.ds.PGSimpleDataSource;

/** The link to a replica does harm; the other replica serves. The control: the pool of that replica alone. */
class LinkFaultTest {
    private static final Duration PROBE_TIMEOUT = Duration.ofMillis(500);

    private final PostgresCluster cluster = Hosts.shared();
    private ClusterHost sick;
    private ClusterHost well;
    private String database;
    private RoutingDataSource routing;

    @BeforeEach
    void start() {
        database = cluster.createDatabase("links");
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

    /** As when its only connection is being looked at: the pool's refusal names no cause then, as that of one which has lent all. */
    @Test
    void aPoolThatWaitsForAHostThatDoesNotAnswerIsNotTakenForExhausted() throws Exception {
        PGSimpleDataSource probes = new PGSimpleDataSource();
        probes.setUrl(sick.proxiedUrl(database));
        try (HikariDataSource silent = new HikariDataSource(silent());
                RoutingDataSource two = RoutingDataSource.builder()
                        .host(Hosts.direct(cluster.hosts().get(0), database))
                        .host(RoutingHost.of(sick.name(), silent, probes).weight(1_000_000))
                        .host(Hosts.direct(well, database))
                        .probeInterval(Duration.ofSeconds(2))
                        .probeTimeout(Duration.ofSeconds(10))
                        .slowStart(Duration.ZERO)
                        .build()) {
            await().until(() -> Hosts.portOf(two.readOnly()) == sick.port());
            sick.proxy().dropResponses(true);
            silent.getHikariPoolMXBean().softEvictConnections();
            assertThatThrownBy(silent::getConnection).hasNoCause();
            assertThat(Hosts.portOf(two.readOnly())).isEqualTo(well.port());
            sick.proxy().dropResponses(false);
            sick.proxy().cut();
        }
    }

    /** What the URL allows a statement, an answer to the router's own may not take: the connection that was begun while the link was half-open is given up. */
    @Test
    void aLinkThatWasHalfOpenIsUsedAgainWhateverTheUrlAllows() {
        String patient = sick.proxiedUrl(database);
        patient += (patient.contains("?") ? "&" : "?")
                + "sslmode=disable&connectTimeout=60&socketTimeout=60&ApplicationName=shop";
        try (RoutingDataSource two = RoutingDataSource.builder()
                .host(Hosts.direct(cluster.hosts().get(0), database))
                .host(RoutingHost.of("patient", Hosts.config(patient)))
                .probeTimeout(PROBE_TIMEOUT)
                .build()) {
            sick.proxy().dropResponses(true);
            await().until(() -> two.hosts().get(1).state() == HostState.DOWN);
            await().during(Duration.ofMillis(300))
                    .until(() -> Thread.getAllStackTraces().entrySet().stream()
                            .filter(thread -> thread.getKey().getName().equals("pgstride-routing-patient"))
                            .flatMap(thread -> Stream.of(thread.getValue()))
                            .anyMatch(frame -> frame.getMethodName().equals("open")));
            sick.proxy().dropResponses(false);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> two.hosts().get(1).state() == HostState.UP);
        }
    }

    private HikariConfig silent() {
        HikariConfig config = Hosts.config(sick.proxiedUrl(database));
        config.setConnectionTimeout(250);
        config.addDataSourceProperty("connectTimeout", "60");
        config.addDataSourceProperty("loginTimeout", "60");
        return config;
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
