package io.pgstride.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MetricTest {
    private static final Duration STEP = Duration.ofMillis(2);

    @Test
    void millisDivideTheTimeByTheOperations() throws Exception {
        double whole = Metric.<Busy>millis("ms", Pace.once(), busy -> busy.work(1))
                .read(new Busy())
                .value();
        double tenth = Metric.<Busy>millis("ms", Pace.once(), busy -> busy.work(10))
                .read(new Busy())
                .value();

        assertThat(whole).isGreaterThanOrEqualTo(2);
        assertThat(tenth).isGreaterThanOrEqualTo(0.2).isLessThan(whole);
    }

    @Test
    void throughputCountsOperationsASecond() throws Exception {
        Metric<Busy> metric = Metric.throughput("rows", new Pace(Duration.ofMinutes(1), 5), busy -> busy.work(100));

        Reading reading = metric.read(new Busy());

        assertThat(metric.unit()).isEqualTo("1/s");
        assertThat(reading.value()).isPositive().isLessThanOrEqualTo(50_000);
    }

    @Test
    void p99SeesTheSlowRunThatTheMedianHides() throws Exception {
        Pace tenRuns = new Pace(Duration.ofMinutes(1), 10);
        double p99 = Metric.<Busy>p99("p99", tenRuns, Busy::mostlyIdle)
                .read(new Busy())
                .value();
        double median = Metric.<Busy>millis("ms", tenRuns, Busy::mostlyIdle)
                .read(new Busy())
                .value();

        assertThat(p99).isGreaterThanOrEqualTo(2);
        assertThat(median).isLessThan(p99);
    }

    @Test
    void aUnitRunsForThePaceAndItsLastAnswerCounts() throws Exception {
        Busy once = new Busy();
        Busy fiveTimes = new Busy();

        Metric.<Busy>millis("ms", Pace.once(), busy -> busy.work(1)).read(once);
        Reading reading = Metric.<Busy>millis("ms", new Pace(Duration.ofMinutes(1), 5), busy -> busy.work(1))
                .read(fiveTimes);

        assertThat(once.runs).isEqualTo(1);
        assertThat(fiveTimes.runs).isEqualTo(5);
        assertThat(reading.answer()).isEqualTo(new Answer(List.of(5)));
    }

    @Test
    void aPaceEndsWhenItsTimeIsUp() throws Exception {
        Busy busy = new Busy();

        Metric.<Busy>millis("ms", Pace.during(STEP.multipliedBy(3)), subject -> subject.work(1))
                .read(busy);

        assertThat(busy.runs).isBetween(1, 3);
    }

    private static final class Busy implements Subject {
        private int runs;

        Outcome work(long operations) {
            runs++;
            spend(STEP);
            return new Outcome(operations, new Answer(List.of(runs)));
        }

        Outcome mostlyIdle() {
            if (runs++ % 10 == 0) {
                spend(STEP);
            }
            return Outcome.one(Answer.none());
        }

        private static void spend(Duration time) {
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertThat(TimeUnit.NANOSECONDS.toMillis(time.toNanos())).isPositive();
        }

        @Override
        public void close() {}
    }
}
