package io.pgstride.batching.internal.claim;

import io.pgstride.batching.UnacknowledgedRowsException;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** What has become of rows so far. Not thread-safe. */
final class Settlement<R extends Record> {
    private final Outcomes<R> putOff = new Outcomes<>();
    private final Outcomes<R> dead = new Outcomes<>();
    private final List<Verdict.Stuck> stuck = new ArrayList<>();
    private int done;
    private boolean suffered;

    void done(int rows) {
        done += rows;
    }

    void add(Row<R> row, Verdict verdict) {
        if (verdict instanceof Verdict.PutOff) {
            putOff.add(row, verdict);
        } else if (verdict instanceof Verdict.Dead) {
            dead.add(row, verdict);
        } else if (verdict instanceof Verdict.Stuck of) {
            stuck.add(of);
        }
    }

    void add(Settlement<R> part) {
        putOff.addAll(part.putOff);
        dead.addAll(part.dead);
        stuck.addAll(part.stuck);
        done += part.done;
        suffered |= part.suffered;
    }

    /** A timeout was among the failures. */
    void suffered() {
        suffered = true;
    }

    /**
     * The rest has failed. Of rows that were not acknowledged it is not known which were done, so they count as none. Returns what is to be thrown when this is counted, null if the thread was interrupted; throws it where there is nothing to
     * count.
     */
    @Nullable
    RuntimeException cutShort(Throwable failure) {
        boolean interrupted = Failures.isInterrupt(Failures.cause(failure)) && !(failure instanceof Error);
        @Nullable RuntimeException thrown = interrupted ? null : Failures.unchecked(failure);
        boolean nothing = done == 0 && putOff.rows().isEmpty() && dead.rows().isEmpty();
        if (thrown != null && (nothing || thrown instanceof UnacknowledgedRowsException)) {
            throw thrown;
        }
        suffered();
        return thrown;
    }

    int done() {
        return done;
    }

    Outcomes<R> putOff() {
        return putOff;
    }

    Outcomes<R> dead() {
        return dead;
    }

    /** Rows of which nothing can be said in the table. */
    List<Verdict.Stuck> stuck() {
        return stuck;
    }

    boolean hasSuffered() {
        return suffered;
    }
}
