package io.pgstride.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.transaction.HookOptions;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.core.transaction.Transactions;
import io.pgstride.testing.ClusterHost;
import io.pgstride.testing.PostgresCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writes followed by reads while the replay of two standbys pauses and resumes at random; {@code -Dpgstride.stress=N} for N times as many. */
class ReadYourWritesStressTest {
    private static final int PAIRS = 250 * Math.max(1, Integer.getInteger("pgstride.stress", 1));
    private static final int THREADS = 4;

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger stale = new AtomicInteger();
    private final AtomicInteger staleWithoutToken = new AtomicInteger();

    /** Of threads enough: on two processors the common pool has one. */
    private final ExecutorService executor = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        executor.shutdown();
    }

    @Test
    void noReadWithATokenIsStaleAndManyWithoutAre() {
        long seed = System.nanoTime();
        try (PostgresCluster cluster = PostgresCluster.builder().standbys(2).start()) {
            String database = cluster.createDatabase("stress");
            try (RoutingDataSource routing = Hosts.over(cluster, database)
                    .fallback(Fallback.ofDefaults().patience(Duration.ofMillis(20)))
                    .build()) {
                Hosts.execute(routing, "create table counters (thread int primary key, n bigint)");
                Hosts.execute(routing, "insert into counters select n, 0 from generate_series(0, 3) n");
                cluster.awaitCaughtUp();
                CompletableFuture<Void> chaos =
                        CompletableFuture.runAsync(() -> pauseAndResume(cluster, new Random(seed)), executor);
                List<CompletableFuture<Void>> pairs = new ArrayList<>();
                for (int thread = 0; thread < THREADS; thread++) {
                    int number = thread;
                    pairs.add(CompletableFuture.runAsync(() -> writeAndRead(routing, number), executor));
                }
                pairs.forEach(CompletableFuture::join);
                over.set(true);
                chaos.join();
            }
        }
        assertThat(stale).as("seed " + seed).hasValue(0);
        assertThat(staleWithoutToken).as("seed " + seed).hasPositiveValue();
    }

    private void writeAndRead(RoutingDataSource routing, int thread) {
        Transactions transactions = Transactions.on(
                TransactionHooks.wrap(routing, HookOptions.ofDefaults().withTokens()));
        AtomicReference<ConsistencyToken> token = new AtomicReference<>();
        for (int n = 1; n <= PAIRS; n++) {
            int value = n;
            transactions.run(dsl -> {
                dsl.execute("update counters set n = ? where thread = ?", value, thread);
                TransactionHooks.of(dsl)
                        .afterCommit(committed -> token.set(committed.token().orElseThrow()));
            });
            count(staleWithoutToken, routing.readOnly(), thread, value);
            count(stale, routing.readYourWrites(token.get()), thread, value);
        }
    }

    private static void count(AtomicInteger counter, DataSource from, int thread, int written) {
        long read = DSL.using(from, SQLDialect.POSTGRES)
                .fetchSingle("select n from counters where thread = ?", thread)
                .get(0, Long.class);
        if (read != written) {
            counter.incrementAndGet();
        }
    }

    private void pauseAndResume(PostgresCluster cluster, Random random) {
        while (!over.get()) {
            ClusterHost standby = cluster.hosts().get(1 + random.nextInt(2));
            if (random.nextBoolean()) {
                standby.pauseReplay();
            } else {
                standby.resumeReplay();
            }
        }
        cluster.standbys().forEach(ClusterHost::resumeReplay);
    }
}
