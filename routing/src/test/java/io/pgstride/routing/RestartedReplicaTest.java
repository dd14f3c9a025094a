package io.pgstride.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.transaction.HookOptions;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.core.transaction.Transactions;
import io.pgstride.testing.ClusterHost;
import io.pgstride.testing.PostgresCluster;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/** A standby that is restarted shows less than it had: it answers again when it has replayed what its data files need, which is not all that it had replayed. */
class RestartedReplicaTest {
    private static final Fallback REPLICA_ONLY =
            Fallback.ofDefaults().patience(Duration.ofSeconds(30)).primaryReads(0);

    /** The delay stands for what there is to replay after a restart; no monitor looks for a minute unless it is told to. */
    @Test
    void aTokenIsNotTakenForReplayedByWhatWasSeenBefore() {
        try (PostgresCluster cluster = PostgresCluster.builder().standbys(1).start()) {
            String database = cluster.createDatabase("restarted");
            ClusterHost standby = cluster.hosts().get(1);
            DataSource each = standby.dataSource(database);
            try (RoutingDataSource routing = RoutingDataSource.builder()
                    .host(Hosts.direct(cluster.primary(), database))
                    .host(RoutingHost.of(standby.name(), each, each))
                    .probeInterval(Duration.ofMinutes(1))
                    .maxLag(Duration.ofMinutes(10))
                    .build()) {
                Hosts.execute(routing, "create table counter as select 0::bigint as n");
                Hosts.execute(routing, "checkpoint");
                cluster.awaitCaughtUp();
                Hosts.execute(each, "checkpoint");
                ConsistencyToken token = write(routing);
                assertThat(read(routing.on(Route.reads().after(token).fallback(REPLICA_ONLY))))
                        .isEqualTo(1);
                standby.replayDelay(Duration.ofHours(1));
                standby.kill();
                standby.start();
                assertThat(read(each)).as("the control, asked past the router").isZero();
                assertThat(read(routing.readYourWrites(token))).isEqualTo(1);
            }
        }
    }

    private static ConsistencyToken write(DataSource routing) {
        AtomicReference<ConsistencyToken> token = new AtomicReference<>();
        Transactions.on(TransactionHooks.wrap(routing, HookOptions.ofDefaults().withTokens()))
                .run(dsl -> {
                    dsl.execute("update counter set n = 1");
                    TransactionHooks.of(dsl)
                            .afterCommit(
                                    committed -> token.set(committed.token().orElseThrow()));
                });
        return token.get();
    }

    private static long read(DataSource from) {
        return DSL.using(from, SQLDialect.POSTGRES)
                .fetchSingle("select n from counter")
                .get(0, Long.class);
    }
}
