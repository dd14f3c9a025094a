package io.pgstride.batching.internal.bulk;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.List;
import java.util.StringJoiner;
import org.jooq.Condition;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The way of many rows by a temporary table: COPY into it, and one INSERT from it. */
final class Stage<T> {
    private final Job<T> job;
    private final String name;
    private final Table<?> table;
    private final InsertSql<T> sql;
    private final @Nullable RisingKey rising;

    Stage(Job<T> given) {
        List<Column<T>> key = new InsertSql<>(given).key();
        this.rising =
                key.size() == 1 ? RisingKey.of(key.get(0).target(), key.get(0).encoder()) : null;
        this.job = rising == null ? given : given.with(key.get(0).with(rising));
        this.name = Names.unique();
        this.table = DSL.table(DSL.quotedName("pg_temp").append(DSL.quotedName(name)));
        this.sql = new InsertSql<>(job);
    }

    Written write(Iterator<? extends T> rows) throws SQLException {
        long taken = copy(rows, 0);
        Written written = new Written(taken, insert(taken));
        execute("drop table " + job.dsl().render(table));
        return written;
    }

    /** Into the temporary table only, whose columns refuse what the table's types refuse. */
    long copy(Iterator<? extends T> rows, long before) throws SQLException {
        String target = create();
        CopyRows<T> copy = new CopyRows<>(job, true, before);
        try {
            copy.run(target, rows);
            return copy.taken();
        } catch (SQLException e) {
            List<String> columns = job.columns().stream().map(Column::aliasName).toList();
            throw ServerRefusal.ofCopy(e, name, columns);
        }
    }

    /** Returns table and columns as they are written in SQL. */
    private String create() throws SQLException {
        String sql = job.dsl().render(table);
        String number = job.dsl().render(InsertSql.NUMBER);
        StringJoiner names = new StringJoiner(", ", " (", ")").add(number);
        StringJoiner columns = new StringJoiner(", ", " (", ")").add(number + " bigint");
        for (Column<T> column : job.columns()) {
            String alias = job.dsl().render(column.alias());
            names.add(alias);
            columns.add(alias + " "
                    + (column.encoder() == null ? "text" : column.target().type()));
        }
        execute("create temporary table " + sql + columns + " on commit drop");
        return sql + names;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = job.connection().createStatement()) {
            statement.execute(sql);
        }
    }

    private long insert(long rows) throws SQLException {
        return FirstBadRow.guard(job.connection(), rows, this::insert);
    }

    private long insert(long after, long upTo) {
        Condition range = InsertSql.NUMBER.gt(after).and(InsertSql.NUMBER.le(upTo));
        return sql.of(table, true, rising != null && rising.unique(), range).execute();
    }
}
