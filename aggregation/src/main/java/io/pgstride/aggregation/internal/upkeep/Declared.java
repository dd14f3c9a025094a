package io.pgstride.aggregation.internal.upkeep;

import io.pgstride.core.Identifiers;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Schema;
import org.jooq.Table;

/** Refuses declarations that cannot be kept right. */
public final class Declared {
    private Declared() {}

    /** As functions of the database may not depend on the search path. */
    public static void requireSchema(Table<?> table) {
        if (table.getSchema() == null) {
            throw new IllegalArgumentException("table " + table.getName()
                    + " has no schema, and functions of the database need it, as they may not depend on"
                    + " the search path; give DSL.table(DSL.name(\"public\", \"" + table.getName() + "\"))");
        }
    }

    /** As sums of floating point depend on the order of additions. */
    public static void requireExact(Field<?> field) {
        Class<?> type = field.getType();
        if (type == Double.class || type == Float.class) {
            throw new IllegalArgumentException(
                    "field " + field.getName() + " is of floating point, whose sums depend on the order of additions;"
                            + " use numeric, or count in whole units");
        }
    }

    /** With its schema, which {@link Table#getQualifiedName()} of a generated table lacks. */
    public static Name name(Table<?> table) {
        Schema schema = table.getSchema();
        Name name = table.getUnqualifiedName();
        return schema == null ? name : schema.getQualifiedName().append(name);
    }

    /** As {@link #name}, as text. */
    public static String quoted(Table<?> table) {
        return Identifiers.quoted(name(table));
    }
}
