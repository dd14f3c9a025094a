package io.pgstride.pagination.internal;

import io.pgstride.core.plan.Explain;
import io.pgstride.pagination.RowCount;
import io.pgstride.pagination.RowCount.Kind;
import io.pgstride.pagination.Total;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.SelectConditionStep;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The statements that count the rows of a table. */
public final class CountSql {
    /** jOOQ's own count is an int. */
    private static final Field<Long> COUNT = DSL.count().coerce(SQLDataType.BIGINT);

    private CountSql() {}

    /** The statement; an estimate is that of its plan. */
    public static Select<?> query(DSLContext dsl, PageSql sql, Condition filter, Total total) {
        SelectConditionStep<?> rows =
                dsl.select(DSL.inline(1).as("one")).from(sql.table()).where(filter);
        if (total instanceof Total.Capped capped) {
            return dsl.select(COUNT)
                    .from(rows.limit(DSL.inline(capped.rows() + 1L)).asTable("pgstride_rows"));
        }
        return total instanceof Total.Exact
                ? dsl.select(COUNT).from(sql.table()).where(filter)
                : rows;
    }

    /** Runs it, or has it planned. */
    public static RowCount fetch(DSLContext dsl, PageSql sql, Condition filter, Total total) {
        Select<?> query = query(dsl, sql, filter, total);
        if (total instanceof Total.Estimated) {
            double expected = Explain.on(dsl).plan(query).root().planRows().orElseThrow();
            return new RowCount(Math.round(expected), Kind.ESTIMATE);
        }
        long counted = dsl.fetchSingle(query).get(0, Long.class);
        return total instanceof Total.Capped capped && counted > capped.rows()
                ? new RowCount(capped.rows(), Kind.MORE_THAN)
                : new RowCount(counted, Kind.EXACT);
    }
}
