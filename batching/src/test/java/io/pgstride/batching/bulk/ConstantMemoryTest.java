package io.pgstride.batching.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.testing.JdbcUrl;
import io.pgstride.testing.PostgresTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/** A stream is never held: rows of some 60 MB at least (more by -Dpgstride.stress=N) pass through a heap of 24 MB. */
@PostgresTest
class ConstantMemoryTest {
    private static final long ROWS = 400_000L * Integer.getInteger("pgstride.stress", 1);

    private final DSLContext dsl;
    private final String url;

    ConstantMemoryTest(DSLContext dsl, @JdbcUrl String url) {
        this.dsl = dsl;
        this.url = url;
    }

    private String run(String way) throws IOException, InterruptedException {
        dsl.execute("drop table if exists t");
        dsl.execute("create table t (a bigint primary key, b text)");
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx24m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MemoryMain.class.getName(),
                        url,
                        Long.toString(ROWS),
                        way)
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
            return process.exitValue() + " " + output;
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void insertAndUpsertTakeNoMoreMemoryForMoreRows() throws Exception {
        assertThat(run("insert")).startsWith("0 ");
        assertThat(dsl.fetchCount(DSL.table("t"))).isEqualTo((int) ROWS);
        assertThat(run("upsert")).startsWith("0 ");
        assertThat(dsl.fetchCount(DSL.table("t"))).isEqualTo((int) ROWS);
    }

    @Test
    void heldInAListTheyDoNotFit() throws Exception {
        assertThat(run("collect")).startsWith("1 ").contains("OutOfMemoryError");
        assertThat(dsl.fetchCount(DSL.table("t"))).isZero();
    }
}
