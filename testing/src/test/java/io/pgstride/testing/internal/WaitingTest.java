package io.pgstride.testing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WaitingTest {

    @Test
    void itEndsWithTheCondition() {
        AtomicInteger asked = new AtomicInteger();
        Waiting.until("the third time", () -> asked.incrementAndGet() == 3, () -> "");
        assertThat(asked).hasValue(3);
    }

    @Test
    void theErrorSaysWhatWasWaitedForAndShowsTheLog() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Waiting.until("never", () -> false, () -> "LOG: on and on", Duration.ZERO))
                .withMessage("waited 0 s in vain for never\nThe end of its log:\nLOG: on and on");
    }
}
