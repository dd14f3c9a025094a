package io.pgstride.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgstride.testing.ClusterHost;
import io.pgstride.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The primary is killed while eight threads write, and a standby promoted; {@code -Dpgstride.stress=20} for 20 rounds. */
class FailoverLoadTest {
    private static final Logger LOG = LoggerFactory.getLogger(FailoverLoadTest.class);
    private static final int ROUNDS = Math.max(1, Integer.getInteger("pgstride.stress", 1));
    private static final int WRITERS = 8;

    private final AtomicLong next = new AtomicLong();
    private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger errors = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void writesResumeAndNoAcknowledgedRowIsLost() throws InterruptedException {
        try (PostgresCluster cluster =
                PostgresCluster.builder().standbys(2).synchronousStandbys(1).start()) {
            String database = cluster.createDatabase("load");
            try (RoutingDataSource routing = Hosts.over(cluster, database).build()) {
                Hosts.execute(routing, "create table rows (id bigint primary key)");
                List<Thread> writers = write(routing);
                for (int round = 1; round <= ROUNDS; round++) {
                    failOver(cluster, routing, round);
                }
                over.set(true);
                for (Thread writer : writers) {
                    writer.join(Duration.ofSeconds(60).toMillis());
                    assertThat(writer.isAlive()).as("a stuck thread").isFalse();
                }
                assertThat(DSL.using(routing, SQLDialect.POSTGRES)
                                .fetch("select id from rows")
                                .intoSet(0, Long.class))
                        .containsAll(acknowledged);
                assertThat(routing.hosts())
                        .allSatisfy(host -> assertThat(host.inUse()).isZero());
            }
        }
    }

    private void failOver(PostgresCluster cluster, RoutingDataSource routing, int round) {
        awaitWrites();
        int before = errors.get();
        ClusterHost old = cluster.primary();
        // With one synchronous standby of two, the one that has received more has all that was acknowledged.
        old.kill();
        List<ClusterHost> standbys = new ArrayList<>(cluster.standbys());
        standbys.sort(java.util.Comparator.comparing(host -> received(host)));
        ClusterHost promoted = standbys.get(standbys.size() - 1);
        promoted.promote();
        long begun = System.nanoTime();
        standbys.get(0).follow(promoted);
        awaitWrites();
        LOG.warn(
                "FailoverLoadTest: round {}, writes resumed {} ms after the promotion, {} errors",
                round,
                (System.nanoTime() - begun) / 1_000_000,
                errors.get() - before);
        old.remakeFrom(promoted);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> routing.hosts().stream().allMatch(host -> host.state() == HostState.UP));
    }

    private static long received(ClusterHost host) {
        return DSL.using(host.dataSource("postgres"), SQLDialect.POSTGRES)
                .fetchSingle("select pg_last_wal_receive_lsn() - '0/0'::pg_lsn")
                .get(0, Long.class);
    }

    private void awaitWrites() {
        int now = acknowledged.size();
        await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.size() > now + 50);
    }

    private List<Thread> write(RoutingDataSource routing) {
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            Thread writer = new Thread(() -> writeUntilOver(routing), "writer-" + i);
            writer.start();
            writers.add(writer);
        }
        return writers;
    }

    private void writeUntilOver(RoutingDataSource routing) {
        while (!over.get()) {
            long id = next.incrementAndGet();
            try (Connection connection = routing.getConnection();
                    PreparedStatement insert = connection.prepareStatement("insert into rows values (?)")) {
                insert.setLong(1, id);
                insert.executeUpdate();
                acknowledged.add(id);
            } catch (SQLException e) {
                errors.incrementAndGet();
            }
        }
    }
}
