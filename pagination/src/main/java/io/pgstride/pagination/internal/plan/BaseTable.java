package io.pgstride.pagination.internal.plan;

import io.pgstride.core.Identifiers;
import io.pgstride.core.InvalidIdentifierException;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.QOM;

/**
 * A table that indexes can be made on.
 *
 * @param name with its schema, quoted where needed
 */
record BaseTable(String name, boolean partitioned) {
    /** Empty for views, foreign tables, functions, derived tables and what the catalogs do not know. */
    static Optional<BaseTable> of(DSLContext dsl, Table<?> table) {
        return regclass(dsl, unaliased(table)).flatMap(text -> lookedUp(dsl, text));
    }

    private static Table<?> unaliased(Table<?> table) {
        return table instanceof QOM.Aliasable<?> alias
                        && alias.$aliased() instanceof Table<?> aliased
                        && !aliased.equals(table)
                ? unaliased(aliased)
                : table;
    }

    /** Only what is a name: to_regclass fails at other texts, and with it the caller's transaction. */
    private static Optional<String> regclass(DSLContext dsl, Table<?> table) {
        try {
            Name name = Identifiers.parse(dsl.renderInlined(table));
            return name.parts().length <= 2 ? Optional.of(Identifiers.quoted(name)) : Optional.empty();
        } catch (InvalidIdentifierException e) {
            return Optional.empty();
        }
    }

    private static Optional<BaseTable> lookedUp(DSLContext dsl, String regclass) {
        return dsl.fetchOptional("""
                        select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name, c.relkind = 'p' as partitioned
                        from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                        where c.oid = to_regclass(?) and c.relkind in ('r', 'p', 'm')""", regclass).map(BaseTable::of);
    }

    private static BaseTable of(Record row) {
        return new BaseTable(row.get("name", String.class), row.get("partitioned", Boolean.class));
    }
}
