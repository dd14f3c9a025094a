package io.pgstride.core.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pgstride.core.telemetry.MicrometerTelemetry;
import io.pgstride.core.telemetry.Telemetry;
import io.pgstride.testing.PostgresTest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@PostgresTest
class TransactionTelemetryTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Telemetry telemetry = new MicrometerTelemetry(registry);
    private final HookOptions options = HookOptions.ofDefaults().withTelemetry(telemetry);
    private final DataSource plain;
    private final Transactions transactions;

    TransactionTelemetryTest(DataSource plain) {
        this.plain = plain;
        this.transactions =
                Transactions.on(TransactionHooks.wrap(plain, options)).telemetry(telemetry);
    }

    @Test
    void unitsAndRetriesAreMeasured() {
        AtomicInteger attempts = new AtomicInteger();
        transactions.run(dsl -> {
            if (attempts.incrementAndGet() < 3) {
                dsl.execute("do $$ begin raise exception sqlstate '40001'; end $$");
            }
        });
        assertThatThrownBy(() -> transactions.retry(Retry.none()).run(dsl -> dsl.execute("select 1/0")));
        assertThat(registry.get("pgstride.core.retries").counter().count()).isEqualTo(2);
        assertThat(units("success")).isEqualTo(1);
        assertThat(units("failure")).isEqualTo(1);
        assertThat(registry.get("pgstride.core.units")
                        .tag("outcome", "success")
                        .timer()
                        .totalTime(java.util.concurrent.TimeUnit.NANOSECONDS))
                .isPositive();
    }

    private long units(String outcome) {
        return registry.get("pgstride.core.units")
                .tag("outcome", outcome)
                .timer()
                .count();
    }

    @Test
    void failedCompletionHooksAreCounted() {
        transactions.run(dsl -> {
            TransactionHooks.of(dsl).afterCommit(committed -> {
                throw new IllegalStateException("counted");
            });
            TransactionHooks.of(dsl).afterCommit(committed -> {});
        });
        assertThat(registry.get("pgstride.core.hook-failures").counter().count())
                .isEqualTo(1);
    }

    @Test
    void otherOptionsForAWrappedDataSourceAreRefused() {
        DataSource wrapped = TransactionHooks.wrap(plain, options);
        assertThat(TransactionHooks.wrap(wrapped, options)).isSameAs(wrapped);
        assertThat(TransactionHooks.wrap(wrapped)).isSameAs(wrapped);
        assertThatIllegalStateException().isThrownBy(() -> TransactionHooks.wrap(wrapped, options.withTokens()));
    }

    @Test
    void pausesStayWithinTheirBounds() {
        Retry retry = new Retry(100, Duration.ofMillis(10), Duration.ofMillis(80));
        java.util.Random random = new java.util.Random(3);
        for (int attempt = 1; attempt < 100; attempt++) {
            long bound = Math.min(80, 10L << Math.min(attempt - 1, 10));
            assertThat(retry.pauseAfter(attempt, random)).isBetween(Duration.ZERO, Duration.ofMillis(bound));
        }
        assertThat(Retry.none().pauseAfter(1, random)).isZero();
    }
}
