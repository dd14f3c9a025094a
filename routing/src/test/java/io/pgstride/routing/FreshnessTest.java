package io.pgstride.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.Freshness;
import io.pgstride.core.Lsn;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.testing.ClusterHost;
import io.pgstride.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What connections of a router say of what is read on them. */
class FreshnessTest {
    private final PostgresCluster cluster = Hosts.shared();
    private String database;
    private RoutingDataSource routing;

    @BeforeEach
    void start() {
        database = cluster.createDatabase("fresh");
        routing = Hosts.over(cluster, database).build();
        cluster.awaitCaughtUp();
    }

    @AfterEach
    void stop() {
        cluster.standbys().forEach(ClusterHost::resumeReplay);
        routing.close();
    }

    private static Freshness of(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Hosts.portOf(connection);
            return Freshness.of(connection);
        }
    }

    /** Connections are asked nothing; so each has to be seen before a probe once. */
    private void awaitKnown() {
        await().until(() -> {
            boolean known = true;
            for (int i = 0; i < 20; i++) {
                known &= of(routing.readOnly()) instanceof Freshness.AtLeast;
            }
            return known;
        });
    }

    /** A pool may open one more connection at any time, which is younger than the last probe until the next. */
    private static Freshness awaitPosition(Callable<Freshness> read) {
        return await().until(read, Freshness.AtLeast.class::isInstance);
    }

    @Test
    void aPrimaryIsCurrentOnItsTimeline() throws SQLException {
        assertThat(of(routing.primary())).isEqualTo(new Freshness.Current(OptionalInt.of(1)));
        assertThat(of(TransactionHooks.wrap(routing.primary()))).isInstanceOf(Freshness.Current.class);
    }

    /** Never more than it has replayed: what it shows now is what it showed before the pause. */
    @Test
    void aReplicaHasSeenWhatItHadReplayed() throws SQLException {
        awaitKnown();
        cluster.standbys().forEach(ClusterHost::pauseReplay);
        Hosts.execute(routing, "create table later (n int)");
        Freshness seen = awaitPosition(() -> of(routing.readOnly()));
        Lsn replayed = cluster.standbys().stream()
                .map(host -> Lsn.parse(host.replayedLsn()))
                .max(Lsn::compareTo)
                .orElseThrow();
        assertThat(((Freshness.AtLeast) seen).position()).isLessThanOrEqualTo(new ConsistencyToken(1, replayed));
        assertThat(((Freshness.AtLeast) seen).position().lsn().value()).isPositive();
    }

    @Test
    void aConnectionThatIsYoungerThanTheLastProbeMayBeOfARestartedReplica() throws SQLException {
        try (RoutingDataSource young = Hosts.over(cluster, database).build()) {
            assertThat(of(young.on(Route.reads().maxLag(ChronoUnit.FOREVER.getDuration()))))
                    .isEqualTo(new Freshness.Unknown());
        }
    }

    @Test
    void whatWasReadOnTwoHostsIsAsFreshAsTheOlder() throws SQLException {
        awaitKnown();
        assertThat(awaitPosition(this::ofBothHosts)).isInstanceOf(Freshness.AtLeast.class);
    }

    private Freshness ofBothHosts() throws SQLException {
        try (Connection connection = routing.getConnection()) {
            connection.setReadOnly(true);
            Hosts.portOf(connection);
            connection.setReadOnly(false);
            Hosts.portOf(connection);
            return Freshness.of(connection);
        }
    }
}
