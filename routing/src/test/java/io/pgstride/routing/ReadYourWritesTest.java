package io.pgstride.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.Lsn;
import io.pgstride.core.transaction.HookOptions;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.core.transaction.Transactions;
import io.pgstride.routing.Fallback.Last;
import io.pgstride.testing.ClusterHost;
import io.pgstride.testing.PostgresCluster;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReadYourWritesTest {
    private static final Fallback PATIENT =
            Fallback.ofDefaults().patience(Duration.ofSeconds(30)).primaryReads(0);
    private static final Fallback NONE =
            Fallback.ofDefaults().patience(Duration.ZERO).primaryReads(0).last(Last.REJECT);

    private static PostgresCluster cluster;
    private static String database;
    private static RoutingDataSource routing;
    private static Transactions transactions;

    @BeforeAll
    static void start() {
        cluster = PostgresCluster.builder().standbys(1).start();
        database = cluster.createDatabase("tokens");
        routing = Hosts.over(cluster, database).build();
        transactions = Transactions.on(
                TransactionHooks.wrap(routing, HookOptions.ofDefaults().withTokens()));
        Hosts.execute(routing, "create table counter (n bigint)");
        Hosts.execute(routing, "insert into counter values (0)");
        cluster.awaitCaughtUp();
    }

    @AfterAll
    static void stop() {
        routing.close();
        cluster.close();
    }

    @AfterEach
    void resume() {
        standby().resumeReplay();
        cluster.awaitCaughtUp();
    }

    private static ClusterHost standby() {
        return cluster.hosts().get(1);
    }

    private static ConsistencyToken write(long n) {
        AtomicReference<ConsistencyToken> token = new AtomicReference<>();
        transactions.run(dsl -> {
            dsl.execute("update counter set n = ?", n);
            TransactionHooks.of(dsl)
                    .afterCommit(committed -> token.set(committed.token().orElseThrow()));
        });
        return token.get();
    }

    private static long read(DataSource from) {
        return DSL.using(from, SQLDialect.POSTGRES)
                .fetchSingle("select n from counter")
                .get(0, Long.class);
    }

    @Test
    void aTokenIsWaitedForWhileReplayStandsStill() {
        standby().pauseReplay();
        ConsistencyToken token = write(1);
        CompletableFuture<Long> read = CompletableFuture.supplyAsync(
                () -> read(routing.on(Route.reads().after(token).fallback(PATIENT))));
        // The control: without the token the same replica shows what was.
        assertThat(read(routing.readOnly())).isNotEqualTo(1);
        assertThat(read).isNotDone();
        standby().resumeReplay();
        assertThat(read.join()).isEqualTo(1);
    }

    @Test
    void afterItsPatienceAReadGoesToThePrimary() {
        standby().pauseReplay();
        ConsistencyToken token = write(2);
        assertThat(read(routing.readYourWrites(token))).isEqualTo(2);
        assertThat(Hosts.portOf(routing.readYourWrites(token)))
                .isEqualTo(cluster.primary().port());
    }

    @Test
    void whereNoneIsFitItIsRefusedWithTheReasons() {
        standby().pauseReplay();
        ConsistencyToken token = write(3);
        assertThatThrownBy(() -> read(routing.on(Route.reads().after(token).fallback(NONE))))
                .rootCause()
                .isInstanceOfSatisfying(NoHostException.class, e -> {
                    assertThat(e.getSQLState()).isEqualTo("08001");
                    assertThat((Throwable) e).hasMessageContaining("b: BEHIND_TOKEN, replayed 1-");
                    assertThat(e.explanation().candidates())
                            .extracting(RouteExplanation.Candidate::verdict)
                            .containsExactly(Verdict.OTHER_ROLE, Verdict.BEHIND_TOKEN);
                });
        assertThat(read(routing.on(Route.reads().after(token).fallback(NONE.last(Last.STALE)))))
                .isNotEqualTo(3);
    }

    @Test
    void aWaitingReadIsServedWhenTheReplicaIsFit() {
        standby().pauseReplay();
        ConsistencyToken token = write(4);
        CompletableFuture<Long> read = CompletableFuture.supplyAsync(
                () -> read(routing.on(Route.reads().after(token).fallback(NONE.last(Last.WAIT)))));
        standby().resumeReplay();
        assertThat(read.join()).isEqualTo(4);
    }

    /** Beyond the end of the log it counts as that end, so it is served by a replica that has caught up. */
    @Test
    void aForgedTokenForcesNothingOntoThePrimary() {
        ConsistencyToken real = write(5);
        cluster.awaitCaughtUp();
        ConsistencyToken forged = new ConsistencyToken(real.timeline(), new Lsn(-1));
        assertThat(Hosts.portOf(routing.on(Route.reads().after(forged).fallback(PATIENT))))
                .isEqualTo(standby().port());
    }

    /** The end that was seen stays, or no replica would ever reach it. */
    @Test
    void aForgedTokenIsServedByAReplicaWhileOthersWrite() {
        ConsistencyToken forged = new ConsistencyToken(write(5).timeline(), new Lsn(-1));
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> writes = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                write(5);
            }
        });
        try {
            for (int i = 0; i < 20; i++) {
                assertThat(Hosts.portOf(routing.on(Route.reads().after(forged).fallback(PATIENT))))
                        .isEqualTo(standby().port());
            }
        } finally {
            over.set(true);
            writes.join();
        }
    }

    /** There may be a primary that this router has not seen; nobody here is known to have that commit. */
    @Test
    void aTokenOfALaterTimelineIsServedByNobody() {
        ConsistencyToken later = new ConsistencyToken(7, new Lsn(1));
        assertThatThrownBy(() -> read(routing.on(Route.reads().after(later).fallback(NONE.primaryReads(8)))))
                .rootCause()
                .isInstanceOf(NoHostException.class);
    }

    @Test
    void aReplicaBeyondTheLimitOnLagIsNotRead() {
        standby().pauseReplay();
        write(6);
        Route fresh = Route.reads()
                .maxLag(Duration.ofMillis(500))
                .fallback(PATIENT.primaryReads(8).patience(Duration.ofSeconds(1)));
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(routing.explain(Route.reads().maxLag(Duration.ofMillis(500)))
                                .candidates()
                                .get(1)
                                .verdict())
                        .isEqualTo(Verdict.LAGGING));
        assertThat(read(routing.on(fresh))).isEqualTo(6);
        assertThat(List.copyOf(routing.hosts()).get(1).lagBytes().orElseThrow()).isPositive();
    }

    /** It says where a read would go, so the primary only where its budget allows it. */
    @Test
    void anExplanationHeedsTheBudgetOnThePrimary() {
        standby().pauseReplay();
        Route after = Route.reads().after(write(7));
        assertThat(routing.explain(after).chosen()).contains(cluster.primary().name());
        assertThat(routing.explain(after.fallback(NONE)).chosen()).isEmpty();
        assertThat(routing.explain(after.fallback(NONE.last(Last.STALE))).chosen())
                .contains(standby().name());
    }

    @Test
    void anExplanationTellsWhyThePrimaryDoesNotHaveALaterTimeline() {
        assertThat(routing.explain(Route.reads().after(new ConsistencyToken(7, new Lsn(1))))
                        .candidates())
                .extracting(RouteExplanation.Candidate::verdict)
                .containsOnly(Verdict.BEHIND_TOKEN);
    }

    /** So that old rows are had on purpose, without the last way of a Fallback. */
    @Test
    void aLimitBeyondAllTimeIsNone() {
        standby().pauseReplay();
        write(8);
        Route any = Route.reads().maxLag(ChronoUnit.FOREVER.getDuration());
        assertThat(Hosts.portOf(routing.on(any))).isEqualTo(standby().port());
    }
}
