package io.pgstride.batching.internal.run;

import io.pgstride.core.telemetry.Tags;
import io.pgstride.core.telemetry.Telemetry;

/** A processor's timers of rounds and counters of rows. */
final class Instruments {
    private static final String ROUNDS = "pgstride.batching.rounds";
    private static final String ROWS = "pgstride.batching.rows";

    private final Telemetry.Timer work;
    private final Telemetry.Timer empty;
    private final Telemetry.Timer failure;
    private final Telemetry.Counter done;
    private final Telemetry.Counter retried;
    private final Telemetry.Counter dead;
    private final Telemetry.Counter lost;

    Instruments(Telemetry telemetry, String processor) {
        Tags tags = Tags.of("processor", processor);
        this.work = telemetry.timer(ROUNDS, tags.and("outcome", "work"));
        this.empty = telemetry.timer(ROUNDS, tags.and("outcome", "empty"));
        this.failure = telemetry.timer(ROUNDS, tags.and("outcome", "failure"));
        this.done = telemetry.counter(ROWS, tags.and("outcome", "done"));
        this.retried = telemetry.counter(ROWS, tags.and("outcome", "retried"));
        this.dead = telemetry.counter(ROWS, tags.and("outcome", "dead"));
        this.lost = telemetry.counter(ROWS, tags.and("outcome", "lost"));
    }

    void ended(RoundResult round, long startNanoTime) {
        if (round.claimed() == 0) {
            empty.recordSince(startNanoTime);
            return;
        }
        work.recordSince(startNanoTime);
        done.add(round.done());
        retried.add(round.retried());
        dead.add(round.dead());
        lost.add(round.lost());
    }

    void failed(long startNanoTime) {
        failure.recordSince(startNanoTime);
    }
}
