package io.pgstride.batching.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class OutageTest {
    private final Outage outage = new Outage("OutageTest, on purpose");

    @Test
    void lastsFromTheFirstFailureToTheFirstSuccess() {
        assertThat(outage.failed(null)).isZero();
        Awaitility.await().until(() -> outage.failed(null).compareTo(Duration.ofMillis(20)) > 0);
        outage.over();
        assertThat(outage.failed(null)).isLessThan(Duration.ofMillis(20));
    }

    @Test
    void isNotOlderThanItIsWhileOthersSucceed() throws Exception {
        AtomicBoolean end = new AtomicBoolean();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<?> successes = other.submit(() -> {
                while (!end.get()) {
                    outage.over();
                }
            });
            for (int i = 0; i < 200_000; i++) {
                assertThat(outage.failed(null)).isLessThan(Duration.ofMinutes(1));
            }
            end.set(true);
            successes.get(10, TimeUnit.SECONDS);
        } finally {
            end.set(true);
            other.shutdownNow();
        }
    }
}
