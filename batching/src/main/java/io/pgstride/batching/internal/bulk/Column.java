package io.pgstride.batching.internal.bulk;

import org.jooq.Configuration;
import org.jooq.ContextConverter;
import org.jooq.ConverterContext;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * A column that is written: where its values come from, what it is, and how they travel.
 *
 * @param number from 1
 * @param encoder null if the values have no binary form here and travel as text
 * @param toJdbc null if they need no conversion
 */
record Column<T>(
        int number,
        Source<T> source,
        TargetColumn target,
        @Nullable Encoder encoder,
        @Nullable ToJdbc toJdbc,
        boolean bindable) {

    /** The same with another encoder. */
    Column<T> with(Encoder other) {
        return new Column<>(number, source, target, other, toJdbc, bindable);
    }

    /** From the user's type to that of JDBC. */
    interface ToJdbc {
        @Nullable
        Object apply(Object value);
    }

    static <T> Column<T> of(int number, Source<T> source, TargetColumn target, Configuration configuration) {
        DataType<?> type = source.field().getDataType();
        return new Column<>(
                number,
                source,
                target,
                Encoders.of(target.wire()),
                toJdbc(type.getConverter(), Conversion.in(configuration)),
                type.getBinding().getClass().getName().startsWith("org.jooq.impl."));
    }

    private static <A, B> @Nullable ToJdbc toJdbc(ContextConverter<A, B> converter, ConverterContext context) {
        if (converter.fromType() == converter.toType()) {
            return null;
        }
        Class<B> type = converter.toType();
        return value -> type.isInstance(value) ? converter.to(type.cast(value), context) : value;
    }

    /** As the user gave it. */
    @Nullable
    Object given(T row) {
        return source.reader().apply(row);
    }

    /** As JDBC would have it. */
    @Nullable
    Object value(T row) {
        Object given = given(row);
        return given == null || toJdbc == null ? given : toJdbc.apply(given);
    }

    String name() {
        return target.name();
    }

    /** The name in tables of our own. */
    String aliasName() {
        return "c" + number;
    }

    Field<?> alias() {
        return DSL.field(DSL.quotedName(aliasName()));
    }

    /** The table's own column, without the table. */
    Field<?> field() {
        return DSL.field(source.field().getUnqualifiedName(), source.field().getDataType());
    }
}
