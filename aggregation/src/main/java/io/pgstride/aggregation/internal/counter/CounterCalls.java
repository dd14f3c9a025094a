package io.pgstride.aggregation.internal.counter;

import static org.jooq.impl.DSL.function;
import static org.jooq.impl.DSL.val;

import io.pgstride.aggregation.internal.upkeep.ObjectNames;
import io.pgstride.core.Identifiers;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * The functions of a counter as jOOQ calls them.
 *
 * @param key of the child, with the type of a key
 * @param number the column, with the type of the counter
 * @param <K> the type of a key
 * @param <N> the type of the counter
 */
public record CounterCalls<K, N extends Number>(ObjectNames names, Field<K> key, Field<N> number) {
    /** The counter's name, with its schema. */
    String name() {
        return Identifiers.quoted(DSL.quotedName(names.schema(), names.base()));
    }

    /** What the counter is, for use in a query. */
    public Field<N> exact(Field<K> of) {
        return function(names.object("exact"), number.getDataType(), of);
    }

    /** Adds up changes by their keys. */
    Field<?> adding(List<Change> changes) {
        Map<Object, BigDecimal> sums = new LinkedHashMap<>();
        changes.forEach(change -> sums.merge(change.key(), change.delta(), BigDecimal::add));
        DataType<K[]> keys = key.getDataType().getArrayDataType();
        DataType<N[]> numbers = number.getDataType().getArrayDataType();
        return function(
                names.object("add"),
                SQLDataType.OTHER,
                val(sums.keySet().toArray(), keys),
                val(sums.values().toArray(), numbers));
    }

    /** The key in a batch of measured counters. */
    Field<K> resultKey() {
        return DSL.field(DSL.name("k"), key.getDataType());
    }

    /** A batch of measured counters. */
    public Result<? extends Record> measured(DSLContext dsl, String by, @Nullable K after, int most) {
        Table<Record> rows = DSL.table("{0}({1}, {2})", names.object(by), val(after, key.getDataType()), val(most));
        return dsl.select(
                        resultKey(),
                        DSL.field(DSL.name("stored"), SQLDataType.NUMERIC),
                        DSL.field(DSL.name("actual"), SQLDataType.NUMERIC))
                .from(rows)
                .fetch();
    }

    /** How many rows were rolled up; -1 if another session does it. */
    public long rollUp(DSLContext dsl, int most) {
        return dsl.select(function(names.object("roll_up"), SQLDataType.BIGINT, val(most)))
                .fetchSingle()
                .value1();
    }
}
