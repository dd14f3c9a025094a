package io.pgstride.batching.internal.bulk;

import java.sql.Connection;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;

/**
 * One write on one connection.
 *
 * @param table as it is written in SQL
 * @param start what to go back to; nothing was written before
 */
record Job<T>(
        Spec<T> spec,
        DSLContext dsl,
        String table,
        Connection connection,
        Savepoint start,
        Target target,
        List<Column<T>> columns) {

    /** Whether no value has to travel as text. */
    boolean binary() {
        return columns.stream().allMatch(column -> column.encoder() != null);
    }

    /** The same with another encoder for a column. */
    Job<T> with(Column<T> changed) {
        List<Column<T>> others = new ArrayList<>(columns);
        others.set(changed.number() - 1, changed);
        return new Job<>(spec, dsl, table, connection, start, target, others);
    }

    Failures failures() {
        return new Failures(table, spec.showValues());
    }
}
