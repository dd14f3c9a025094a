package io.pgstride.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    private static final Pace TEN_RUNS = new Pace(Duration.ofMinutes(1), 10);
    private static final Duration LONG = Duration.ofMillis(1);
    private static final Duration SHORT = Duration.ofNanos(200_000);

    @Test
    void timesThatStillFallAreNotSettled() throws Exception {
        int fasterFromRun = 50;
        Spinning subject = new Spinning(run -> run <= fasterFromRun ? LONG : SHORT);

        warmUp(TEN_RUNS, subject);

        assertThat(subject.runs).isGreaterThanOrEqualTo(fasterFromRun + 8 * 10);
    }

    @Test
    void timesThatNeverSettleEndTheWarmUpToo() throws Exception {
        Spinning subject = new Spinning(run -> LONG.minusNanos(run / 10 * 25_000L));

        warmUp(TEN_RUNS, subject);

        assertThat(subject.runs).isLessThanOrEqualTo(WarmUp.MOST * 10);
    }

    @Test
    void aRunThatFillsAReadingIsDoneTwice() throws Exception {
        Spinning subject = new Spinning(run -> LONG);

        warmUp(Pace.during(LONG), subject);

        assertThat(subject.runs).isEqualTo(2);
    }

    @Test
    void whatRunsOnceAReadingIsDoneTwice() throws Exception {
        Spinning subject = new Spinning(run -> SHORT);

        warmUp(Pace.once(), subject);

        assertThat(subject.runs).isEqualTo(2);
    }

    private static void warmUp(Pace pace, Spinning subject) throws Exception {
        try (OpenSubjects<Spinning> subjects = OpenSubjects.of(List.of(new Contender<>("a", () -> subject)))) {
            new WarmUp<>(new Timing<>(pace, Spinning::spin), subjects, new Turns(1, 42)).run();
        }
    }

    private static final class Spinning implements Subject {
        private final IntFunction<Duration> times;
        private int runs;

        Spinning(IntFunction<Duration> times) {
            this.times = times;
        }

        Outcome spin() {
            long end = System.nanoTime() + times.apply(++runs).toNanos();
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            return Outcome.one(Answer.none());
        }

        @Override
        public void close() {}
    }
}
