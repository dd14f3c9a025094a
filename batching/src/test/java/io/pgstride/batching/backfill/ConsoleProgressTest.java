package io.pgstride.batching.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void linesComeAtTheStartOnNewsAndAtTheEnd() {
        ConsoleProgress lines = ConsoleProgress.lines(out, Duration.ofHours(1));
        lines.progress(progress(860_000, Optional.empty(), Optional.empty()));
        lines.progress(progress(870_000, Optional.empty(), Optional.empty()));
        ThrottleReason lag = new ThrottleReason("replica-lag", "standby a is 12000 ms behind, limit 10000 ms");
        lines.progress(progress(880_000, Optional.of(lag), Optional.empty()));
        lines.progress(progress(880_000, Optional.of(lag), Optional.empty()));
        lines.progress(progress(880_000, Optional.empty(), Optional.empty()));
        lines.progress(progress(2_100_000, Optional.empty(), Optional.of(BackfillEnd.COMPLETED)));
        assertThat(text().lines())
                .containsExactly(
                        "kinds [==========>             ]  43%  860,000 of 2,000,000 rows  145,000/s  7 s left  2 retries",
                        "kinds [==========>             ]  44%  880,000 of 2,000,000 rows  145,000/s  7 s left  2 retries"
                                + "  waits: standby a is 12000 ms behind, limit 10000 ms",
                        "kinds [==========>             ]  44%  880,000 of 2,000,000 rows  145,000/s  7 s left  2 retries",
                        "kinds [========================] 100%  2,100,000 rows  145,000/s  2 retries  completed after 1 min 30 s");
    }

    @Test
    void oneLineIsDrawnAgain() {
        ConsoleProgress line = ConsoleProgress.redrawing(out);
        ThrottleReason pause = new ThrottleReason("pause", "paused");
        line.progress(progress(880_000, Optional.of(pause), Optional.empty()));
        line.progress(progress(880_000, Optional.empty(), Optional.empty()));
        line.progress(progress(880_000, Optional.empty(), Optional.of(BackfillEnd.STOPPED)));
        assertThat(text()).endsWith("stopped after 1 min 30 s" + System.lineSeparator());
        String[] drawn = text().split("\r");
        assertThat(drawn).hasSize(4);
        assertThat(drawn[2]).as("what was longer before is blanked").hasSameSizeAs(drawn[1]);
    }

    @Test
    void timesAreToldByTheirUnits() {
        assertThat(left(1)).endsWith("  1 s left  2 retries");
        assertThat(left(121)).endsWith("  2 min 1 s left  2 retries");
        assertThat(left(2 * 3600 + 8 * 60 + 9)).endsWith("  2 h 8 min left  2 retries");
    }

    @Test
    void withoutARateThereIsNoTimeLeft() {
        ConsoleProgress.lines(out, Duration.ZERO)
                .progress(new Progress(
                        "kinds",
                        100,
                        0,
                        500_000,
                        0,
                        Duration.ofSeconds(1),
                        100,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        List.of()));
        assertThat(text().strip()).isEqualTo("kinds [>                       ]   0%  100 of 500,000 rows");
    }

    private String left(long seconds) {
        bytes.reset();
        ConsoleProgress.lines(out, Duration.ZERO)
                .progress(new Progress(
                        "kinds",
                        0,
                        0,
                        seconds,
                        1,
                        Duration.ZERO,
                        100,
                        2,
                        Optional.empty(),
                        Optional.empty(),
                        List.of()));
        return text().strip();
    }

    @Test
    void withoutAnEstimateThereIsNoBar() {
        ConsoleProgress.lines(out, Duration.ZERO)
                .progress(new Progress(
                        "kinds",
                        5,
                        5,
                        0,
                        1,
                        Duration.ofHours(2),
                        100,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        List.of()));
        assertThat(text()).isEqualTo("kinds  5 rows  1/s" + System.lineSeparator());
    }

    @Test
    void otherStreamsGetLines() {
        ConsoleProgress.on(out).progress(progress(1, Optional.empty(), Optional.empty()));
        assertThat(text()).doesNotContain("\r").endsWith(System.lineSeparator());
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static Progress progress(long scanned, Optional<ThrottleReason> waits, Optional<BackfillEnd> ended) {
        return new Progress(
                "kinds", scanned, 0, 2_000_000, 145_000, Duration.ofSeconds(90), 100, 2, waits, ended, List.of());
    }
}
