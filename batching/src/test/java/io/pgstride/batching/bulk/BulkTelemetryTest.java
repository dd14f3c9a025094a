package io.pgstride.batching.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.core.telemetry.Tags;
import io.pgstride.core.telemetry.Telemetry;
import io.pgstride.testing.PostgresTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.Test;

@PostgresTest
class BulkTelemetryTest {
    private static final Field<Integer> A = DSL.field(DSL.name("a"), SQLDataType.INTEGER);

    /** Adds up. */
    private static final class Sums implements Telemetry {
        private final Map<String, Long> sums = new ConcurrentHashMap<>();

        @Override
        public Counter counter(String name, Tags tags) {
            return amount -> sums.merge(name + tags, amount, Long::sum);
        }

        @Override
        public Timer timer(String name, Tags tags) {
            return new Timer() {
                @Override
                public void record(Duration duration) {
                    sums.merge(name + tags, 1L, Long::sum);
                }

                @Override
                public void recordSince(long startNanoTime) {
                    record(Duration.ZERO);
                }
            };
        }

        @Override
        public Registration gauge(String name, Tags tags, DoubleSupplier value) {
            return () -> {};
        }
    }

    @Test
    void countsRowsAndTimesWrites(DSLContext dsl) {
        dsl.execute("create table t (a int primary key)");
        Sums sums = new Sums();
        BulkWriter<Integer> writer = BulkWriter.into(DSL.table(DSL.name("t")), Integer.class)
                .column(A, a -> a)
                .telemetry(sums);
        writer.insert(dsl, List.of(1, 2, 3));
        assertThatThrownBy(() -> writer.insert(dsl, List.of(4, 1))).isInstanceOf(BulkWriteException.class);
        assertThat(sums.sums)
                .containsOnly(
                        Map.entry("pgstride.batching.bulk-rows{}", 3L),
                        Map.entry("pgstride.batching.bulk-writes{outcome=success}", 1L),
                        Map.entry("pgstride.batching.bulk-writes{outcome=failure}", 1L));
    }
}
