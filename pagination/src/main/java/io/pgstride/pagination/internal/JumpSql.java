package io.pgstride.pagination.internal;

import java.util.ArrayList;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * The statement that finds the position of the row at a distance from the start of an ordering.
 *
 * <p>Only the keys are read, so that an index which has them and the filter's columns is enough. They become text outside of the
 * OFFSET: PostgreSQL computes the select list of the skipped rows too, which would cost many times the walk itself.
 */
public final class JumpSql {
    private JumpSql() {}

    /** The statement; its row is one text per key. The distance is a literal, as it decides which plan is good. */
    public static Select<?> query(DSLContext dsl, PageSql sql, Condition filter, long distance) {
        List<Field<?>> keys = new ArrayList<>();
        List<Field<?>> texts = new ArrayList<>();
        for (KeyColumn column : sql.ordering().columns()) {
            Name name = DSL.name("pgstride_key_" + keys.size());
            keys.add(column.field().coerce(SQLDataType.OTHER).as(name));
            texts.add(DSL.cast(DSL.field(name), SQLDataType.CLOB).as(name));
        }
        return dsl.select(texts)
                .from(dsl.select(keys)
                        .from(sql.table())
                        .where(filter)
                        .orderBy(sql.ordering().sort(Way.FORWARD))
                        .limit(DSL.inline(1L))
                        .offset(DSL.inline(distance))
                        .asTable("pgstride_jump"));
    }

    /** The position, or null where there are not so many rows. */
    public static @Nullable Position fetch(DSLContext dsl, PageSql sql, Condition filter, long distance) {
        Record row = dsl.fetchOne(query(dsl, sql, filter, distance));
        if (row == null) {
            return null;
        }
        List<@Nullable Object> values = new ArrayList<>();
        for (KeyColumn column : sql.ordering().columns()) {
            values.add(column.fetched(row.get(values.size())));
        }
        return new Position(sql.ordering().fingerprint(), values);
    }
}
