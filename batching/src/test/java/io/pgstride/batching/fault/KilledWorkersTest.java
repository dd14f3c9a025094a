package io.pgstride.batching.fault;

import static io.pgstride.batching.fault.WorkersMain.LEASED;
import static io.pgstride.batching.fault.WorkersMain.NAIVE;
import static io.pgstride.batching.fault.WorkersMain.TRANSACTIONAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgstride.batching.fault.Effects.Count;
import io.pgstride.core.transaction.Transactions;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workers in JVMs of their own are killed at random while they work, and the server is restarted as after a crash. A naive worker in the same
 * JVMs is the control: it dies the same deaths.
 */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
class KilledWorkersTest {
    private static final Logger LOG = LoggerFactory.getLogger(KilledWorkersTest.class);
    private static final Duration PATIENCE = Stress.PATIENCE;
    private static final int CHILDREN = 2;
    private static final int KILLS = 6 * Stress.FACTOR;
    private static final int RESTARTS = Math.max(1, 3 * Stress.FACTOR / 5);
    private static final int BACKLOG = 1_000;

    private final long seed = Stress.seed();
    private final Random random = new Random(seed);
    private final List<ChildJvm> children = new ArrayList<>();
    private PostgresServer server;
    private PostgresDatabase database;
    private DSLContext dsl;
    private Transactions transactions;

    @BeforeEach
    void startServer() {
        server = PostgresServer.builder().start();
        database = server.createDatabase("killed");
        dsl = database.dsl();
        transactions = Transactions.on(database.dataSource());
        Effects.create(dsl);
    }

    @AfterEach
    void end() {
        children.forEach(ChildJvm::close);
        server.close();
    }

    @Test
    void transactionalEffectsHappenOnceAndLeasedJobsAreNotLost() {
        ScheduledExecutorService feeder = Executors.newSingleThreadScheduledExecutor();
        try {
            feeder.scheduleWithFixedDelay(this::topUp, 0, 100, TimeUnit.MILLISECONDS);
            for (int i = 0; i < CHILDREN; i++) {
                spawn();
            }
            for (int i = 1; i <= KILLS; i++) {
                killOne();
                spawn();
                if (i * (RESTARTS + 1) / (KILLS + 1) > (i - 1) * (RESTARTS + 1) / (KILLS + 1)) {
                    server.restart();
                }
            }
        } finally {
            feeder.shutdown();
            await().atMost(PATIENCE).until(feeder::isTerminated);
        }
        await().atMost(PATIENCE).until(() -> pending() == 0);
        report();
    }

    /** Of those that work, one at random, at a random moment. */
    private void killOne() {
        await("one that works").atMost(PATIENCE).until(() -> children.stream().anyMatch(ChildJvm::isWorking));
        List<ChildJvm> working = children.stream().filter(ChildJvm::isWorking).toList();
        ChildJvm victim = working.get(random.nextInt(working.size()));
        LockSupport.parkNanos(random.nextLong(600_000_000)); // not a wait for anything: the moment is to be random
        victim.kill();
        children.remove(victim);
    }

    private void spawn() {
        children.add(ChildJvm.start(WorkersMain.class, database.url()));
    }

    /** So that none runs out of work while kills go on; where the server is gone, the next time. */
    private void topUp() {
        for (String queue : List.of(TRANSACTIONAL, LEASED, NAIVE)) {
            try {
                if (Effects.pending(dsl, queue) < BACKLOG / 2) {
                    Effects.enqueue(transactions, queue, BACKLOG);
                }
            } catch (RuntimeException e) {
                LOG.debug("the server is gone", e);
            }
        }
    }

    private int pending() {
        return Effects.pending(dsl, TRANSACTIONAL) + Effects.pending(dsl, LEASED) + Effects.pending(dsl, NAIVE);
    }

    private void report() {
        await().atMost(PATIENCE).until(() -> Count.of(dsl, LEASED).lost() == 0); // the last effects
        Count transactional = Count.of(dsl, TRANSACTIONAL);
        Count leased = Count.of(dsl, LEASED);
        children.forEach(ChildJvm::kill);
        Count naive = Count.of(dsl, NAIVE);
        String figures = "seed " + seed + ", " + KILLS + " kills, " + RESTARTS + " restarts; transactional: "
                + transactional + "; leased: " + leased + "; naive: " + naive;
        LOG.warn("{}", figures);
        assertThat(Effects.deadLetters(dsl)).as(figures).isZero();
        assertThat(transactional.jobs()).as(figures).isPositive();
        assertThat(transactional.isExactlyOnce()).as(figures).isTrue();
        assertThat(leased.lost()).as(figures).isZero();
        assertThat(naive.lost()).as("the control, " + figures).isPositive();
    }
}
