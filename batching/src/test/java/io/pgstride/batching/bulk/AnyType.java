package io.pgstride.batching.bulk;

import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * A column type and its values.
 *
 * @param sql as in its definition
 * @param type as jOOQ knows it
 * @param values random ones, extremes among them
 * @param text null where jOOQ's own INSERT writes the value exactly; else PostgreSQL's input text of it
 */
record AnyType<T>(
        String name, String sql, DataType<T> type, Function<RandomGenerator, T> values, Function<T, String> text) {

    Field<T> field() {
        return DSL.field(DSL.name(name), type);
    }

    /** Null now and then. */
    T value(RandomGenerator random) {
        return random.nextInt(8) == 0 ? null : values.apply(random);
    }

    /** The value as the reference INSERT writes it. */
    @SuppressWarnings("unchecked")
    Field<?> reference(Object value) {
        if (text == null) {
            return DSL.val((T) value, type);
        }
        String input = value == null ? null : text.apply((T) value);
        return DSL.field("cast({0} as " + sql + ")", DSL.val(input, SQLDataType.VARCHAR));
    }
}
