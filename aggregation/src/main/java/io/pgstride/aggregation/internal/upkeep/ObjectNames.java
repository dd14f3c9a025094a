package io.pgstride.aggregation.internal.upkeep;

import io.pgstride.core.Identifiers;
import org.jooq.Name;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * The names of what an aggregate has in the database, all in one schema and beginning with its own.
 *
 * @param schema of the table that it is in
 * @param base the aggregate's name
 */
public record ObjectNames(String schema, String base) {
    /** Those of a table of its own. */
    public static ObjectNames of(Table<?> table) {
        return new ObjectNames(Declared.name(table).first(), table.getName());
    }

    /** A function or table, with its schema. */
    public Name object(String suffix) {
        return DSL.quotedName(schema, Identifiers.derive(base, suffix));
    }

    /** As {@link #object}, as text. */
    public String quoted(String suffix) {
        return Identifiers.quoted(object(suffix));
    }

    /** The name alone, as for indexes and triggers. */
    public String unqualified(String suffix) {
        return Identifiers.quoted(object(suffix).unqualifiedName());
    }
}
