package io.pgstride.aggregation.internal.counter;

import io.pgstride.core.Identifiers;
import org.jooq.Name;
import org.jooq.impl.DSL;

/**
 * The names of what a counter has in the database, all in the schema of its parent and beginning with its own.
 *
 * @param schema of the parent
 * @param base the counter's name
 */
public record CounterNames(String schema, String base) {
    /** Those of a counter. */
    public static CounterNames of(CounterSpec spec) {
        return new CounterNames(spec.parent().getQualifiedName().first(), spec.name());
    }

    /** A function or table, with its schema. */
    public Name object(String suffix) {
        return DSL.quotedName(schema, Identifiers.derive(base, suffix));
    }

    String quoted(String suffix) {
        return Identifiers.quoted(object(suffix));
    }

    String unqualified(String suffix) {
        return Identifiers.quoted(object(suffix).unqualifiedName());
    }
}
