package io.pgstride.batching.internal.claim;

import java.util.ArrayList;
import java.util.List;
import org.jooq.Record;

/** What has become of rows so far. Not thread-safe. */
final class Settlement<R extends Record> {
    private final Outcomes<R> putOff = new Outcomes<>();
    private final Outcomes<R> dead = new Outcomes<>();
    private final List<Throwable> stuck = new ArrayList<>();
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
            stuck.add(of.cause());
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

    int done() {
        return done;
    }

    Outcomes<R> putOff() {
        return putOff;
    }

    Outcomes<R> dead() {
        return dead;
    }

    /** Failures of rows of which nothing can be said in the table. */
    List<Throwable> stuck() {
        return stuck;
    }

    boolean hasSuffered() {
        return suffered;
    }
}
