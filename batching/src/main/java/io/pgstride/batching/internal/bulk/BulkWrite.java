package io.pgstride.batching.internal.bulk;

import io.pgstride.batching.bulk.BulkResult;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows by the way that suits them.
 *
 * <ul>
 *   <li>COPY into the table: without a conflict policy, where every column has a binary form and COPY does what INSERT would do.
 *   <li>Arrays of text: at most {@link Batches#MOST} rows on any other table.
 *   <li>COPY into a temporary table and one INSERT from it: more rows.
 *   <li>Values bound by jOOQ: where a column has a Binding of the user's own.
 * </ul>
 */
public final class BulkWrite<T> {
    private static final Execution PLAIN = (insert, rows) -> insert.execute();

    private final Spec<T> spec;
    private final DSLContext dsl;
    private final @Nullable Iterable<? extends T> again;
    private @Nullable Job<T> job;

    /**
     * As described, on the connection of the DSLContext.
     *
     * @param again the rows once more, to find one that the server does not name; null if they can be had only once
     */
    public BulkWrite(Spec<T> spec, DSLContext dsl, @Nullable Iterable<? extends T> again) {
        this.spec = spec;
        this.dsl = dsl;
        this.again = again;
    }

    /** Runs it. */
    public BulkResult run(Iterator<? extends T> rows) {
        long start = System.nanoTime();
        Written written = measured(start, here -> write(here, rows));
        return new BulkResult(written.taken(), written.stored(), Duration.ofNanos(System.nanoTime() - start));
    }

    /** Runs it and gives a column's value of each row. */
    public <V> List<V> returning(Iterator<? extends T> rows, Field<V> column) {
        List<V> values = new ArrayList<>();
        measured(System.nanoTime(), here -> {
            ReturnedValues<T, V> returned = new ReturnedValues<>(here, column);
            Written written = new Batches<>(here, inBatches(here, returned)).write(rows);
            values.addAll(returned.of(written.taken()));
            return written;
        });
        return Collections.unmodifiableList(values);
    }

    private BatchInsert<T> inBatches(Job<T> here, Execution execution) {
        return allBindable(here) ? new UnnestInsert<>(here, execution) : new ValuesInsert<>(here, execution);
    }

    private boolean allBindable(Job<T> here) {
        return here.columns().stream().allMatch(Column::bindable);
    }

    private Written measured(long start, Way<T> way) {
        boolean success = false;
        try {
            Written written = dsl.connectionResult(connection -> on(connection, way));
            success = true;
            spec.metrics().rows().add(written.taken());
            return written;
        } finally {
            (success ? spec.metrics().successes() : spec.metrics().failures()).recordSince(start);
        }
    }

    private Written on(Connection connection, Way<T> way) throws SQLException {
        DSLContext here = DSL.using(dsl.configuration().derive(connection));
        try {
            return Atomic.run(connection, start -> way.run(prepare(here, connection, start)));
        } catch (ServerRefusal e) {
            throw told(e);
        } catch (SQLException e) {
            throw told(ServerRefusal.ofRow(e, 0));
        } catch (DataAccessException e) {
            throw job == null ? e : Refusals.ofStatement(job, e);
        }
    }

    private Job<T> prepare(DSLContext here, Connection connection, Savepoint start) throws SQLException {
        String table = here.render(spec.table());
        Target target = Catalog.read(connection, table);
        List<Column<T>> columns = new ColumnChoice<>(spec, target, here.configuration()).columns();
        job = new Job<>(spec, here, table, connection, start, target, columns);
        return job;
    }

    private RuntimeException told(ServerRefusal refusal) {
        if (job == null) {
            return Refusals.ofTable(dsl.render(spec.table()), refusal.error());
        }
        Refusals<T> refusals = new Refusals<>(job);
        boolean named = refusal.row() > 0 || refusals.context(refusal).row() > 0;
        return refusals.told(
                named || again == null || !SqlStates.isOfRow(refusal.error()) ? refusal : found(job, refusal));
    }

    /** Writes the rows again by the way that can be searched for the bad one, and undoes it. */
    private ServerRefusal found(Job<T> failed, ServerRefusal refusal) {
        if (again == null) {
            return refusal;
        }
        Iterator<? extends T> rows = again.iterator();
        try {
            return Atomic.run(failed.connection(), start -> {
                if (allBindable(failed)) {
                    new Stage<>(failed).write(rows);
                } else {
                    List<T> all = new ArrayList<>();
                    rows.forEachRemaining(all::add);
                    new Batches<>(failed, inBatches(failed, PLAIN)).search(start, all);
                }
                throw refusal;
            });
        } catch (ServerRefusal found) {
            return found;
        } catch (SQLException | RuntimeException e) {
            return refusal;
        }
    }

    private Written write(Job<T> here, Iterator<? extends T> rows) throws SQLException {
        if (!allBindable(here)) {
            return inBatches(here, rows);
        }
        if (spec.conflict() == null && here.binary() && here.target().copyable()) {
            return copy(here, rows);
        }
        List<T> first = new ArrayList<>();
        while (first.size() < Batches.MOST && rows.hasNext()) {
            first.add(rows.next());
        }
        return rows.hasNext()
                ? new Stage<>(here).write(new Chained<>(first.iterator(), rows))
                : inBatches(here, first.iterator());
    }

    private Written inBatches(Job<T> here, Iterator<? extends T> rows) throws SQLException {
        return new Batches<>(here, inBatches(here, PLAIN)).write(rows);
    }

    private Written copy(Job<T> here, Iterator<? extends T> rows) throws SQLException {
        CopyRows<T> copy = new CopyRows<>(here, false, 0);
        try {
            List<Name> names = new ArrayList<>();
            here.columns().forEach(column -> names.add(column.field().getUnqualifiedName()));
            String target = here.table() + " (" + here.dsl().render(DSL.list(names)) + ")";
            long stored = copy.run(target, rows);
            return new Written(copy.taken(), stored);
        } catch (SQLException e) {
            List<String> columns = here.columns().stream().map(Column::name).toList();
            throw ServerRefusal.ofCopy(e, here.target().relation(), columns);
        }
    }

    private interface Way<T> {
        Written run(Job<T> job) throws SQLException;
    }
}
