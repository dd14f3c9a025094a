package io.pgstride.batching.internal.bulk;

import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The way of few rows, of those whose keys are to be returned, and of bindings that only jOOQ can apply: some rows a statement. */
final class Batches<T> {
    /** Rows of one statement. */
    static final int MOST = 1000;

    private final Job<T> job;
    private final BatchInsert<T> insert;
    private final int most;
    private long taken;

    Batches(Job<T> job, BatchInsert<T> insert) {
        this.job = job;
        this.insert = insert;
        this.most = insert.most();
    }

    Written write(Iterator<? extends T> rows) throws SQLException {
        long stored = 0;
        while (rows.hasNext()) {
            stored += write(next(rows));
        }
        return new Written(taken, stored);
    }

    private List<T> next(Iterator<? extends T> rows) {
        List<T> batch = new ArrayList<>();
        while (batch.size() < most && rows.hasNext()) {
            batch.add(rows.next());
        }
        return batch;
    }

    private long write(List<T> batch) throws SQLException {
        long before = taken;
        Savepoint savepoint = before == 0 ? job.start() : job.connection().setSavepoint();
        FirstBadRow.Range range =
                (after, upTo) -> insert.insert(batch.subList((int) after, (int) upTo), before + after);
        try {
            long stored = FirstBadRow.guard(job.connection(), savepoint, batch.size(), range);
            taken += batch.size();
            if (before > 0) {
                job.connection().releaseSavepoint(savepoint);
            }
            return stored;
        } catch (ServerRefusal e) {
            job.connection().rollback(savepoint);
            throw naming(e, batch.get((int) e.row() - 1), before + e.row());
        }
    }

    /** A COPY of the row alone, into a temporary table, says which column's type refuses it, as the INSERT's error does not. */
    private ServerRefusal naming(ServerRefusal refusal, T row, long number) throws SQLException {
        String state = refusal.error().getSQLState();
        if (state != null && state.startsWith("22")) {
            try {
                new Stage<>(job).copy(List.of(row).iterator(), number - 1);
            } catch (ServerRefusal named) {
                return named.at(number);
            }
        }
        return refusal.at(number);
    }
}
