package io.pgstride.batching.internal.backfill;

import java.time.Duration;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;

/** One batch: claimed, bounded, changed and written down in one transaction. */
record BatchRun(BackfillSpec spec, CheckpointStore store) {
    /** A session that stays idle so long inside a batch has lost its client, and with it holds the range. */
    private static final Duration MOST_IDLE = Duration.ofMinutes(1);

    private static final Duration MOST_IDLE_IN_JAVA = Duration.ofMinutes(10);

    /** What came of it. */
    sealed interface Outcome {
        /** Rows were walked over. */
        record Done(KeyRange range, int scanned, int changed) implements Outcome {}

        /** No range was free; whether any is unfinished, and what is wanted, decides what to do. */
        record Nothing() implements Outcome {}

        /** Something else than batches is wanted. */
        record Held(boolean pausing) implements Outcome {}
    }

    Outcome run(int preferred, int size) throws Exception {
        return spec.batches().call(dsl -> in(dsl, preferred, size));
    }

    private Outcome in(DSLContext dsl, int preferred, int size) throws Exception {
        Duration idle = spec.statement().worksInJava() ? MOST_IDLE_IN_JAVA : MOST_IDLE;
        Optional<CheckpointStore.Claimed> claimed = store.claim(dsl, preferred, idle);
        if (claimed.isEmpty()) {
            return new Outcome.Nothing();
        }
        Wanted wanted = claimed.get().wanted();
        return wanted == Wanted.RUN
                ? batch(dsl, claimed.get().range(), size)
                : new Outcome.Held(wanted == Wanted.PAUSE);
    }

    private Outcome batch(DSLContext dsl, KeyRange range, int size) throws Exception {
        KeyWalk walk = spec.walk();
        Record boundary = dsl.fetchOne(walk.boundary(range.from(), range.high(), size));
        Position to = boundary == null ? range.high() : walk.read(boundary);
        int scanned =
                boundary == null ? dsl.fetchSingle(walk.count(range.from(), to)).value1() : size;
        int changed = scanned == 0 ? 0 : spec.statement().run(dsl, walk.range(range.from(), to));
        KeyRange after = range.after(to, scanned, changed, boundary == null);
        store.advance(dsl, after, spec.synchronousCommit() || after.finished());
        return new Outcome.Done(after, scanned, changed);
    }
}
