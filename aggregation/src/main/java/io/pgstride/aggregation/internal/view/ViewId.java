package io.pgstride.aggregation.internal.view;

import io.pgstride.core.Identifiers;
import org.jooq.Name;
import org.jooq.impl.DSL;

/**
 * The name that a view has in the catalog.
 *
 * @param schema its schema
 * @param name without it
 */
public record ViewId(String schema, String name) implements Comparable<ViewId> {
    private static final int LONGEST_TAG = 100;

    /** Qualified. */
    public Name qualified() {
        return DSL.quotedName(schema, name);
    }

    /** Qualified and quoted. */
    public String sql() {
        return Identifiers.quoted(qualified());
    }

    /** For a finding's subject. */
    public String text() {
        return schema + "." + name;
    }

    /** Short enough for telemetry. */
    String tag() {
        return text().length() <= LONGEST_TAG ? text() : Identifiers.derive(schema, name);
    }

    @Override
    public int compareTo(ViewId other) {
        int bySchema = schema.compareTo(other.schema);
        return bySchema != 0 ? bySchema : name.compareTo(other.name);
    }
}
