package io.pgstride.batching.internal.bulk;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Name;
import org.jooq.QueryPart;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** The way of many rows by a temporary table: COPY into it, and one INSERT from it. */
final class Stage<T> {
    private final Job<T> job;
    private final Name name;
    private final Table<?> table;
    private final InsertSql<T> sql;

    Stage(Job<T> job) {
        this.job = job;
        this.name = Names.unique();
        this.table = DSL.table(DSL.quotedName("pg_temp").append(name));
        this.sql = new InsertSql<>(job);
    }

    Written write(Iterator<? extends T> rows) throws SQLException {
        long taken = copy(rows, 0);
        Written written = new Written(taken, insert(taken));
        job.dsl().dropTable(table).execute();
        return written;
    }

    /** Into the temporary table only, whose columns refuse what the table's types refuse. */
    long copy(Iterator<? extends T> rows, long before) throws SQLException {
        create();
        CopyRows<T> copy = new CopyRows<>(job, true, before);
        try {
            copy.run(table, names(), rows);
            return copy.taken();
        } catch (SQLException e) {
            List<String> columns = job.columns().stream().map(Column::aliasName).toList();
            throw ServerRefusal.ofCopy(e, name.last(), columns);
        }
    }

    private void create() {
        List<QueryPart> columns = new ArrayList<>();
        columns.add(DSL.sql("{0} bigint", InsertSql.NUMBER.getUnqualifiedName()));
        for (Column<T> column : job.columns()) {
            String type = column.encoder() == null ? "text" : column.target().type();
            columns.add(DSL.sql("{0} {1}", column.alias().getUnqualifiedName(), DSL.raw(type)));
        }
        job.dsl().execute("create temporary table {0} ({1}) on commit drop", table, DSL.list(columns));
    }

    private List<Name> names() {
        List<Name> names = new ArrayList<>();
        names.add(InsertSql.NUMBER.getUnqualifiedName());
        job.columns().forEach(column -> names.add(column.alias().getUnqualifiedName()));
        return names;
    }

    private long insert(long rows) throws SQLException {
        return FirstBadRow.guard(job.connection(), rows, this::insert);
    }

    private long insert(long after, long upTo) {
        Condition range = InsertSql.NUMBER.gt(after).and(InsertSql.NUMBER.le(upTo));
        return sql.of(table, true, range).execute();
    }
}
