package io.pgstride.batching.internal.claim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows by which a batch failed, by trying parts of it.
 *
 * <p>Invariants: rows are tried in their order; a part that fails is halved, down to single rows; once more than a thirtieth or so of the batch has
 * failed, halving costs more than it saves, and the rest goes row by row. So for b bad rows of n there are about 2·b·log2(n/b)
 * trials, and never more than 2·n.
 */
final class Bisection<R extends Record> {
    private static final double SHARE_OF_FAILURES = 0.03;

    private final Trial<R> trial;
    private final Deque<List<Row<R>>> parts = new ArrayDeque<>();
    private final List<FailedRow<R>> failed = new ArrayList<>();

    /** Works on a part of the batch, and keeps what it did only if it succeeds. */
    @FunctionalInterface
    interface Trial<R extends Record> {
        /** Returns why the part failed, or null; throws what no row is to blame for. */
        @Nullable
        Throwable fails(List<Row<R>> part) throws Exception;
    }

    /** A row that fails on its own. */
    record FailedRow<R extends Record>(Row<R> row, Throwable failure) {}

    private Bisection(Trial<R> trial) {
        this.trial = trial;
    }

    /**
     * For rows that have failed together, or are left of those.
     *
     * @param failure of just these rows; null if they are to be tried first
     */
    static <R extends Record> List<FailedRow<R>> of(List<Row<R>> rows, @Nullable Throwable failure, Trial<R> trial)
            throws Exception {
        Bisection<R> bisection = new Bisection<>(trial);
        if (failure == null) {
            bisection.parts.push(rows);
        } else {
            bisection.split(rows, failure);
        }
        bisection.run(rows.size());
        return bisection.failed;
    }

    private void run(int size) throws Exception {
        while (!parts.isEmpty()) {
            List<Row<R>> part = parts.pop();
            if (part.size() > 1 && failed.size() > Math.max(1, SHARE_OF_FAILURES * size)) {
                push(part);
                continue;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException("stopped while a batch was split");
            }
            Throwable failure = trial.fails(part);
            if (failure != null) {
                split(part, failure);
            }
        }
    }

    private void split(List<Row<R>> part, Throwable failure) {
        if (part.size() == 1) {
            failed.add(new FailedRow<>(part.get(0), failure));
        } else if (part.size() > 1) {
            int half = (part.size() + 1) / 2;
            parts.push(part.subList(half, part.size()));
            parts.push(part.subList(0, half));
        }
    }

    /** Row by row, the first on top. */
    private void push(List<Row<R>> part) {
        for (int i = part.size() - 1; i >= 0; i--) {
            parts.push(part.subList(i, i + 1));
        }
    }
}
