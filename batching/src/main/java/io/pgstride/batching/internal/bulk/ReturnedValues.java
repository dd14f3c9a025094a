package io.pgstride.batching.internal.bulk;

import io.pgstride.core.PgstrideException;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.InsertReturningStep;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Collects a column's value of each row, in the rows' order.
 *
 * <p>PostgreSQL inserts what {@code INSERT … SELECT … ORDER BY n} selects in that order, and RETURNING gives the rows as they are
 * inserted. An INSERT with a conflict policy returns nothing of the rows that it leaves alone; there the column is read by the key after it.
 */
final class ReturnedValues<T, V> implements Execution {
    private final Job<T> job;
    private final Field<V> column;
    private final List<V> values = new ArrayList<>();

    ReturnedValues(Job<T> job, Field<V> column) {
        this.job = job;
        this.column = column;
        Conflict conflict = job.spec().conflict();
        if (conflict != null && (conflict.key().isEmpty() || conflict.index() != null)) {
            throw new PgstrideException("rows of " + job.table()
                    + " cannot be found again after ON CONFLICT without the columns of a whole unique index;"
                    + " give them to onConflict(...), or do not ask for " + column.getName());
        }
    }

    List<V> of(long rows) {
        if (values.size() != rows) {
            throw new PgstrideException(values.size() + " of " + rows + " rows for "
                    + job.table()
                    + " gave a value of " + column.getName()
                    + ": a trigger, a rule or somebody else left rows out; write them without asking for it");
        }
        return values;
    }

    @Override
    public long run(InsertReturningStep<?> insert, @Nullable Table<?> rows) {
        if (job.spec().conflict() == null) {
            List<V> returned = insert.returning(column).fetch().getValues(column);
            values.addAll(returned);
            return returned.size();
        }
        if (rows == null) {
            throw new PgstrideException("values of " + column.getName() + " after ON CONFLICT cannot be had for "
                    + job.table() + ", as a column has a Binding of its own; use a Converter there");
        }
        long stored = insert.execute();
        values.addAll(lookUp(rows));
        return stored;
    }

    private List<V> lookUp(Table<?> rows) {
        Table<?> given = new InsertSql<>(job).typed(rows, false);
        Condition same = DSL.noCondition();
        for (Column<T> key : new InsertSql<>(job).key()) {
            same = same.and(DSL.condition("{0} = {1}", of(key.field()), key.alias()));
        }
        Field<V> value = of(column);
        return job.dsl()
                .select(value)
                .from(given)
                .join(job.spec().table())
                .on(same)
                .orderBy(InsertSql.NUMBER)
                .fetch(value);
    }

    private <X> Field<X> of(Field<X> field) {
        return DSL.field("{0}.{1}", field.getDataType(), job.spec().table(), DSL.field(field.getUnqualifiedName()));
    }
}
