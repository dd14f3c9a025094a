package io.pgstride.batching.internal.bulk;

import java.sql.Connection;
import java.sql.Savepoint;
import java.util.List;
import org.jooq.DSLContext;

/**
 * One write on one connection.
 *
 * @param start what to go back to; nothing was written before
 */
record Job<T>(
        Spec<T> spec, DSLContext dsl, Connection connection, Savepoint start, Target target, List<Column<T>> columns) {

    Failures failures() {
        return new Failures(dsl.render(spec.table()), spec.showValues());
    }
}
