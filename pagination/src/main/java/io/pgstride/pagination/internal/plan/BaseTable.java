package io.pgstride.pagination.internal.plan;

import io.pgstride.core.Identifiers;
import io.pgstride.core.InvalidIdentifierException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.VisitContext;
import org.jooq.VisitListener;
import org.jooq.impl.DSL;
import org.jooq.impl.QOM;

/**
 * A table that indexes can be made on.
 *
 * @param name with its schema, quoted where needed
 */
record BaseTable(String name, boolean partitioned) {
    /** Empty for views, foreign tables, functions, derived tables and what the catalogs do not know. */
    static Optional<BaseTable> of(DSLContext dsl, Table<?> table) {
        return unaliased(dsl, table).flatMap(base -> regclass(dsl, base)).flatMap(text -> lookedUp(dsl, text));
    }

    /** jOOQ tells what a generated alias stands for only when it writes the FROM clause. */
    private static Optional<Table<?>> unaliased(DSLContext dsl, Table<?> table) {
        Visited visited = new Visited(new ArrayList<>());
        DSLContext listened = DSL.using(dsl.configuration().deriveAppending(visited));
        String sql = listened.render(listened.selectOne().from(table));
        boolean derived = sql.isEmpty() || visited.tables().stream().anyMatch(QOM.DerivedTable.class::isInstance);
        return derived ? Optional.empty() : visited.tables().stream().reduce((outer, inner) -> inner);
    }

    private record Visited(List<Table<?>> tables) implements VisitListener {
        @Override
        public void visitStart(VisitContext context) {
            if (context.queryPart() instanceof Table<?> table) {
                tables.add(table);
            }
        }
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
