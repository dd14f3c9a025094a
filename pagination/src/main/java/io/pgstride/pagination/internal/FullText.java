package io.pgstride.pagination.internal;

import java.util.Arrays;
import java.util.Map;
import org.jooq.Converter;
import org.jooq.DSLContext;
import org.jooq.Param;
import org.jooq.QueryPart;
import org.jspecify.annotations.Nullable;

/**
 * All of a query in one text, for fingerprints and never for people: its SQL as the user's configuration renders it, with listeners,
 * mappings and data, and its bind values once more, as a binding may render a bare {@code ?}.
 */
final class FullText {
    private FullText() {}

    static String of(DSLContext dsl, QueryPart part) {
        StringBuilder text = new StringBuilder(dsl.renderInlined(part));
        for (Map.Entry<String, Param<?>> param : dsl.extractParams(part).entrySet()) {
            text.append('\n').append(param.getKey()).append('=').append(text(plain(param.getValue())));
        }
        return text.toString();
    }

    private static <T> @Nullable Object plain(Param<T> param) {
        return plain(param.getConverter(), param.getValue());
    }

    private static <D, U> @Nullable Object plain(Converter<D, U> converter, @Nullable U value) {
        return converter.to(value);
    }

    /** Only what has the same text in every JVM. */
    private static String text(@Nullable Object value) {
        if (value instanceof Object[] items) {
            return Arrays.stream(items).map(FullText::text).toList().toString();
        }
        String text = KeyText.text(value);
        return text != null ? text : value == null ? "null" : value.getClass().getName();
    }
}
