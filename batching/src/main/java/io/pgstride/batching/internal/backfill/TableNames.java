package io.pgstride.batching.internal.backfill;

import io.pgstride.core.Identifiers;
import org.jooq.Name;
import org.jooq.Schema;
import org.jooq.Table;

/** What PostgreSQL calls tables. */
public final class TableNames {
    private TableNames() {}

    /**
     * Quoted, and with the schema if the table has one, for {@code to_regclass}. {@link Table#getQualifiedName()} of a generated table
     * lacks the schema, which its class tells by {@link Table#getSchema()}.
     */
    public static String regclass(Table<?> table) {
        Schema schema = table.getSchema();
        Name name = table.getUnqualifiedName();
        return Identifiers.quoted(
                schema == null ? name : schema.getQualifiedName().append(name));
    }
}
