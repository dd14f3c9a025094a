package io.pgstride.batching.internal.bulk;

import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ServerErrorMessage;

/** Looks up the columns of a constraint or a unique index which an error names. */
record ConstraintColumns(DSLContext dsl) {
    private static final String COLUMNS = """
            select string_agg(a.attname, ', ' order by array_position(k.columns, a.attnum))
            from pg_class t
            join pg_namespace s on s.oid = t.relnamespace
            cross join lateral (
              select c.conkey as columns from pg_constraint c where c.conrelid = t.oid and c.conname = {2}
              union all
              select i.indkey::int2[] from pg_index i join pg_class x on x.oid = i.indexrelid
              where i.indrelid = t.oid and x.relname = {2}
              limit 1) k
            join pg_attribute a on a.attrelid = t.oid and a.attnum = any (k.columns)
            where s.nspname = {0} and t.relname = {1}
            """;

    /** Null if there are none, or they cannot be read: the error itself matters more. */
    @Nullable
    String of(ServerErrorMessage message) {
        if (message.getConstraint() == null || message.getTable() == null || message.getSchema() == null) {
            return null;
        }
        try {
            return dsl.fetchSingle(
                            COLUMNS,
                            DSL.val(message.getSchema()),
                            DSL.val(message.getTable()),
                            DSL.val(message.getConstraint()))
                    .get(0, String.class);
        } catch (DataAccessException e) {
            return null;
        }
    }
}
