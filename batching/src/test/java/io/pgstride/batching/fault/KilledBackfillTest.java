package io.pgstride.batching.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgstride.batching.backfill.BackfillEnd;
import io.pgstride.batching.backfill.BackfillResult;
import io.pgstride.batching.backfill.ProgressListener;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A backfill is killed at random, and begun anew; a naive loop beside it dies the same deaths. */
@PostgresTest
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class KilledBackfillTest {
    private static final Logger LOG = LoggerFactory.getLogger(KilledBackfillTest.class);
    private static final int KILLS = 2 * Stress.FACTOR;
    private static final int ROWS = 20_000 * Stress.FACTOR;

    private final long seed = Stress.seed();
    private final Random random = new Random(seed);

    @Test
    void endsAsOneThatWasNotInterrupted(PostgresDatabase database, DSLContext dsl) {
        for (String table : new String[] {"items", "naive_items", "expected"}) {
            dsl.execute("create table " + table + " (id bigint primary key, n int not null)");
            dsl.execute("insert into " + table + " select g, g % 7 from generate_series(1, ?) g", ROWS);
        }
        dsl.execute("create table naive_checkpoint as select 0::bigint as position");
        dsl.execute("update expected set n = n * 3 + 1");
        for (int i = 0; i < KILLS; i++) {
            runAndKill(database);
        }
        BackfillResult last = BackfillMain.backfill(database.dataSource(), ProgressListener.none())
                .run();
        String figures = "seed " + seed + ", " + KILLS + " kills, " + (ROWS - last.changed()) + " of " + ROWS
                + " rows changed by those who were killed, and " + last.changed()
                + " by the last run; the naive loop changed "
                + naiveTwice(dsl) + " rows more than once";
        LOG.warn("{}", figures);
        assertThat(last.ended()).as(figures).isEqualTo(BackfillEnd.COMPLETED);
        assertThat(last.changed()).as(figures).isBetween(1L, ROWS - 1L);
        assertThat(checksum(dsl, "items")).as(figures).isEqualTo(checksum(dsl, "expected"));
        assertThat(naiveTwice(dsl)).as("the control, " + figures).isPositive();
    }

    private void runAndKill(PostgresDatabase database) {
        try (ChildJvm child = ChildJvm.start(BackfillMain.class, database.url())) {
            await().atMost(Stress.PATIENCE).until(child::isWorking);
            LockSupport.parkNanos(random.nextLong(400_000_000)); // not a wait for anything: the moment is to be random
            child.kill();
        }
    }

    private static String checksum(DSLContext dsl, String table) {
        return dsl.fetchSingle(
                        "select count(*) || ':' || sum(hashtextextended(t::text, 0)) from {0} t", DSL.name(table))
                .get(0, String.class);
    }

    private static int naiveTwice(DSLContext dsl) {
        return dsl.fetchSingle("select count(*) from naive_items where n not in (id % 7, id % 7 * 3 + 1)")
                .get(0, int.class);
    }
}
