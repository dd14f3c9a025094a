package io.pgstride.aggregation.internal.count;

import io.pgstride.core.Identifiers;
import org.jooq.impl.DSL;

/**
 * A table that a plan scans.
 *
 * @param schema its schema
 * @param name without it
 */
record Relation(String schema, String name) implements Comparable<Relation> {
    String sql() {
        return Identifiers.quoted(DSL.quotedName(schema, name));
    }

    @Override
    public int compareTo(Relation other) {
        int bySchema = schema.compareTo(other.schema);
        return bySchema != 0 ? bySchema : name.compareTo(other.name);
    }
}
