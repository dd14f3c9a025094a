package io.pgstride.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.finding.Finding;
import io.pgstride.testing.ClusterHost;
import io.pgstride.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Hosts that come, go, fill up and fail while others choose among them. */
class HostsAtRunTimeTest {
    private final PostgresCluster cluster = Hosts.shared();
    private ClusterHost b;
    private ClusterHost c;
    private String database;
    private RoutingDataSource routing;

    @BeforeEach
    void start() {
        database = cluster.createDatabase("hosts");
        b = cluster.hosts().get(1);
        c = cluster.hosts().get(2);
        routing = RoutingDataSource.builder()
                .host(Hosts.direct(cluster.hosts().get(0), database))
                .slowStart(Duration.ZERO)
                .build();
    }

    @AfterEach
    void stop() {
        routing.close();
    }

    private void add(RoutingHost host) {
        routing.addHost(host);
        await().until(() -> routing.explain(Route.reads()).candidates().stream()
                .filter(one -> one.status().host().equals(host.name()))
                .anyMatch(one -> one.verdict() == Verdict.CHOSEN || one.verdict() == Verdict.FIT));
    }

    private Connection readOn(ClusterHost host) throws SQLException {
        while (true) {
            Connection connection = routing.readOnly().getConnection();
            if (Hosts.portOf(connection) == host.port()) {
                return connection;
            }
            connection.close();
        }
    }

    @Test
    void aUrlOfSeveralServersIsRefused() {
        HikariConfig two = Hosts.config(b.url(database).replace("//", "//" + "127.0.0.1:" + c.port() + ","));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RoutingHost.of("both", two))
                .withMessageContaining("host both names several servers");
    }

    @Test
    void aPoolIsNotItsOwnProbes() {
        try (HikariDataSource pool = new HikariDataSource(Hosts.config(b.url(database)))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RoutingHost.of("b", pool, pool))
                    .withMessageContaining("give them a DataSource of their own");
        }
    }

    @Test
    void aLoginThatIsRefusedIsSaidToBe() {
        HikariConfig stranger = Hosts.config(b.url(database).replaceAll("user=[^&]*", "user=nobody"));
        try (RoutingDataSource alone = RoutingDataSource.builder()
                .host(RoutingHost.of("b", stranger))
                .connectionTimeout(Duration.ofMillis(500))
                .build()) {
            assertThatThrownBy(() -> Hosts.portOf(alone))
                    .rootCause()
                    .hasMessageContaining("b: DOWN, it refuses the login of its probes: SQLSTATE 28000")
                    .hasMessageContaining("Mend the hosts above");
            assertThat(alone.findings())
                    .extracting(Finding::key)
                    .containsExactly("routing.host-down", "routing.no-primary");
            alone.removeHost("b");
            assertThatThrownBy(() -> Hosts.portOf(alone)).rootCause().hasMessageContaining("there are no hosts");
        }
    }

    @Test
    void aTokenThatIsNullIsRefusedByItsName() {
        assertThatThrownBy(() -> routing.readYourWrites(none()))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("the token is null")
                .hasMessageContaining("withTokens()");
    }

    @SuppressWarnings("NullAway") // As one who does not check.
    private static ConsistencyToken none() {
        return null;
    }

    /** However cheap the few that it has lent look beside the many of a larger one. */
    @Test
    void aPoolThatHasLentAllIsNotWaitedForWhileAnotherHasSome() throws SQLException {
        HikariConfig one = Hosts.config(b.url(database));
        one.setMaximumPoolSize(1);
        add(RoutingHost.of("b", one));
        add(RoutingHost.of("c", Hosts.config(c.url(database))));
        List<Connection> out = new ArrayList<>(List.of(readOn(b)));
        try {
            for (int i = 0; i < 7; i++) {
                Connection next = routing.readOnly().getConnection();
                out.add(next);
                assertThat(Hosts.portOf(next)).isEqualTo(c.port());
            }
        } finally {
            for (Connection connection : out) {
                connection.close();
            }
        }
    }

    /** The host has done nothing: it serves the others, though its monitor's link is too slow to say so at once. */
    @Test
    void anInterruptedThreadDoesNotMakeAHostSuspect() throws SQLException {
        PGSimpleDataSource probes = new PGSimpleDataSource();
        probes.setUrl(b.proxiedUrl(database));
        HikariConfig one = Hosts.config(b.url(database));
        one.setMaximumPoolSize(1);
        routing.close();
        try (HikariDataSource pool = new HikariDataSource(one)) {
            routing = RoutingDataSource.builder()
                    .host(Hosts.direct(cluster.hosts().get(0), database))
                    .probeTimeout(Duration.ofSeconds(10))
                    .build();
            add(RoutingHost.of("b", pool, probes));
            try (Connection held = readOn(b)) {
                b.proxy().delay(Duration.ofSeconds(1));
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> Hosts.portOf(routing.readOnly()))
                        .hasRootCauseInstanceOf(InterruptedException.class);
                assertThat(Thread.interrupted()).isTrue();
                assertThat(routing.explain(Route.reads()).chosen()).contains("b");
                assertThat(held.isValid(5)).isTrue();
            }
        } finally {
            b.proxy().delay(Duration.ZERO);
        }
    }

    @Test
    void whoWaitsForAConnectionOfAHostThatIsRemovedStillGetsIt() throws Exception {
        PGSimpleDataSource direct = new PGSimpleDataSource();
        direct.setUrl(b.url(database));
        Gate gate = new Gate(direct);
        HikariConfig config = Hosts.config(b.url(database));
        config.setDataSource(gate);
        add(RoutingHost.of("b", config));
        FutureTask<Integer> read = new FutureTask<>(() -> Hosts.portOf(routing.readOnly()));
        Thread reader = new Thread(read);
        reader.start();
        await().until(() -> Stream.of(reader.getStackTrace())
                .anyMatch(frame -> frame.getClassName().endsWith("HikariPool")));
        routing.removeHost("b");
        gate.open();
        assertThat(read.get(30, TimeUnit.SECONDS)).isEqualTo(b.port());
    }

    @Test
    void closeEndsWhatIsStillInUseOfRemovedHosts() throws SQLException {
        add(RoutingHost.of("b", Hosts.config(b.url(database))));
        Connection leaked = readOn(b);
        routing.removeHost("b");
        assertThat(leaked.isValid(5)).isTrue();
        routing.close();
        await().until(() -> !leaked.isValid(5));
    }

    @Test
    void ofSeveralThatAddTheSameNameOneDoes() throws Exception {
        AtomicInteger added = new AtomicInteger();
        int threads = 4;
        CyclicBarrier together = new CyclicBarrier(threads);
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                try {
                    together.await();
                    routing.addHost(RoutingHost.of("b", Hosts.config(b.url(database))));
                    added.incrementAndGet();
                } catch (IllegalArgumentException taken) {
                    assertThat(taken).hasMessageContaining("there is a host b already");
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            all.add(thread);
            thread.start();
        }
        for (Thread thread : all) {
            thread.join();
        }
        assertThat(added).hasValue(1);
        assertThat(routing.hosts()).hasSize(2);
    }

    /** Each of many processes would open a connection there every few milliseconds, at the time when it has the most to do. */
    @Test
    void aHostThatRefusesIsNotAskedAtTheRateOfOneThatAnswers() {
        PGSimpleDataSource nobody = new PGSimpleDataSource();
        nobody.setUrl("jdbc:postgresql://127.0.0.1:1/nobody");
        AtomicInteger tries = new AtomicInteger();
        try (RoutingDataSource down = RoutingDataSource.builder()
                .host(RoutingHost.of("down", nobody, new Before(nobody, tries::incrementAndGet)))
                .connectionTimeout(Duration.ofSeconds(2))
                .build()) {
            assertThatThrownBy(() -> Hosts.portOf(down)).rootCause().isInstanceOf(NoHostException.class);
        }
        assertThat(tries).hasValueLessThan(100);
    }

    @Test
    void aMonitorOutlivesAnErrorOfTheDriver() {
        PGSimpleDataSource probes = new PGSimpleDataSource();
        probes.setUrl(b.url(database));
        AtomicInteger tries = new AtomicInteger();
        Before once = new Before(probes, () -> {
            if (tries.incrementAndGet() == 1) {
                throw new NoClassDefFoundError("one that another version has");
            }
        });
        add(RoutingHost.of("b", probes, once));
        assertThat(tries.get()).isGreaterThan(1);
    }

    @Test
    void aProbeMayTakeAMillisecondToAMinute() {
        RoutingDataSourceBuilder builder = RoutingDataSource.builder();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.probeTimeout(Duration.ofNanos(500_000)))
                .withMessageContaining("probeTimeout is PT0.0005S");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.probeTimeout(Duration.ofDays(30)));
    }
}
