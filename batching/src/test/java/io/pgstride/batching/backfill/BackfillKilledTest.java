package io.pgstride.batching.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@PostgresTest
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
class BackfillKilledTest {
    private static final int KILLS = 10 * Integer.getInteger("pgstride.stress", 1);
    private static final int ROWS = 600 * KILLS;

    private final PostgresDatabase database;
    private final DSLContext dsl;
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    BackfillKilledTest(PostgresDatabase database) {
        this.database = database;
        this.dsl = database.dsl();
    }

    @BeforeEach
    void createTable() {
        Items.create(dsl, ROWS);
    }

    @Test
    void killedAtAnyMomentItEndsAsIfItHadRunThrough() {
        dsl.execute("create table expected as select id, n + 1 as n, kind, kind_id from items");
        int kills = 0;
        while (kills < KILLS) {
            Process child = start();
            long more = scanned() + 20 + random.nextInt(400);
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> !child.isAlive() || scanned() >= more);
            assertThat(child.isAlive())
                    .as("the child was done before kill %d, seed %d", kills + 1, seed)
                    .isTrue();
            child.destroyForcibly().onExit().join();
            kills++;
        }
        assertThat(scanned()).as("rows left to do, seed %d", seed).isBetween(1L, ROWS - 1L);
        BackfillResult rest =
                BackfillMain.backfill(database.dataSource()).build().run();
        assertThat(rest.ended()).isEqualTo(BackfillEnd.COMPLETED);
        assertThat(rest.scannedInAll()).as("seed %d", seed).isEqualTo(ROWS);
        assertThat(Items.checksum(dsl)).as("seed %d", seed).isEqualTo(Items.checksum(dsl, "expected"));
        System.out.printf(
                "Backfill killed %d times: %d rows left for the last run, checksum equal%n", kills, rest.scanned());
    }

    private long scanned() {
        return BackfillControl.on(database.dataSource())
                .status("killed")
                .map(BackfillStatus::scanned)
                .orElse(0L);
    }

    private Process start() {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BackfillMain.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put(BackfillMain.URL, database.url());
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
