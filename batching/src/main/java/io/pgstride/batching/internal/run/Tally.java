package io.pgstride.batching.internal.run;

import io.pgstride.batching.ProcessingReport;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Sums up rounds. Thread-safe, without locks; a report taken while workers run may be between two of its figures. */
final class Tally {
    private final LongAdder claimed = new LongAdder();
    private final LongAdder done = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder dead = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder batches = new LongAdder();

    void add(RoundResult round) {
        claimed.add(round.claimed());
        done.add(round.done());
        retried.add(round.retried());
        dead.add(round.dead());
        lost.add(round.lost());
        batches.increment();
    }

    ProcessingReport report(long nanos) {
        return new ProcessingReport(
                claimed.sum(),
                done.sum(),
                retried.sum(),
                dead.sum(),
                lost.sum(),
                batches.sum(),
                Duration.ofNanos(nanos));
    }
}
