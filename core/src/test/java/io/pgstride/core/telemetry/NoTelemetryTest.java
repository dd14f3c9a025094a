package io.pgstride.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class NoTelemetryTest extends TelemetryContract {
    @Override
    Telemetry telemetry() {
        return Telemetry.none();
    }

    @Test
    void thereIsOne() {
        assertThat(Telemetry.none()).isSameAs(Telemetry.none());
        assertThat(Telemetry.none().counter(NAME, POOL))
                .isSameAs(Telemetry.none().counter(NAME, Tags.none()));
        assertThat(Telemetry.none().timer(NAME, POOL)).isSameAs(Telemetry.none().timer(NAME, Tags.none()));
    }

    @Test
    void theHotPathAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Telemetry.Counter counter = Telemetry.none().counter(NAME, POOL);
        Telemetry.Timer timer = Telemetry.none().timer(NAME, POOL);
        use(counter, timer);

        long before = threads.getCurrentThreadAllocatedBytes();
        use(counter, timer);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        // The measurement itself may allocate a little; a byte per use would be 100,000.
        assertThat(allocated).isLessThan(10_000);
    }

    private static void use(Telemetry.Counter counter, Telemetry.Timer timer) {
        for (int i = 0; i < 100_000; i++) {
            counter.increment();
            timer.recordSince(System.nanoTime());
        }
    }
}
