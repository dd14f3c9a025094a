package io.pgstride.aggregation.internal.upkeep;

import io.pgstride.core.Identifiers;
import java.util.Map;
import org.jooq.Name;
import org.jooq.impl.DSL;

/**
 * What a transaction has changed and will apply when it commits.
 *
 * <p>Triggers and add functions write rows into an unlogged table. A deferred constraint trigger on it applies them at COMMIT: for each table to change,
 * in the order of their names, and for each key in its order. So rows are locked at the last moment, and in one order by all, whatever the order of the
 * statements was. The same transaction deletes what it applied; so a row that is committed has been applied, and nobody meets rows of others. A rollback
 * to a savepoint takes the rows back, and with them the trigger's events.
 *
 * @param schema where the table is; one for all that change the same tables
 */
public record Pending(Name schema) {
    private static final String TABLE = "pgstride_pending";

    /** The table, quoted. */
    public String table() {
        return Identifiers.quoted(name(TABLE));
    }

    /** The statements that create it. */
    public String ddl() {
        return SqlFile.filled(
                "upkeep/pending.sql",
                Map.of(
                        "pending", table(),
                        "pending_text", Rendering.literal(table()),
                        "pending_index", Identifiers.quoted(DSL.quotedName(TABLE + "_xid")),
                        "flush", Identifiers.quoted(name("pgstride_flush"))));
    }

    private Name name(String last) {
        return DSL.quotedName(schema.last(), last);
    }
}
