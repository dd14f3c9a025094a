package io.pgstride.batching.internal.bulk;

import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jooq.exception.DataAccessException;

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

    /** All under the write's one savepoint: a transaction has room for 64 subtransactions that wrote, released or not. */
    Written write(Iterator<? extends T> rows) throws SQLException {
        long stored = rows.hasNext() ? search(job.start(), next(rows)) : 0;
        while (rows.hasNext()) {
            stored += more(next(rows));
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

    /** Writes the first rows, or all of them once more; finds the one that is refused. */
    long search(Savepoint before, List<T> rows) throws SQLException {
        try {
            long stored = FirstBadRow.guard(
                    job.connection(),
                    before,
                    rows.size(),
                    (after, upTo) -> insert(rows.subList((int) after, (int) upTo), after));
            taken += rows.size();
            return stored;
        } catch (ServerRefusal e) {
            job.connection().rollback(before);
            throw naming(e, rows.get((int) e.row() - 1), e.row());
        }
    }

    private long insert(List<T> rows, long before) {
        long stored = 0;
        for (int from = 0; from < rows.size(); from += most) {
            stored += insert.insert(rows.subList(from, Math.min(from + most, rows.size())), before + from);
        }
        return stored;
    }

    /** Which of several rows is refused cannot be searched for here, as those before are undone too. */
    private long more(List<T> batch) throws SQLException {
        try {
            long stored = insert.insert(batch, taken);
            taken += batch.size();
            return stored;
        } catch (DataAccessException e) {
            SQLException error = FirstBadRow.sqlException(e);
            if (error == null || !SqlStates.isOfRow(error)) {
                throw e;
            }
            if (batch.size() > 1) {
                throw ServerRefusal.ofRow(error, 0);
            }
            job.connection().rollback(job.start());
            throw naming(ServerRefusal.ofRow(error, 1), batch.get(0), taken + 1);
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
