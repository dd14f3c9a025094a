package io.pgstride.pagination.internal.plan;

import io.pgstride.pagination.internal.Names;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.VisitContext;
import org.jooq.VisitListener;
import org.jooq.impl.DSL;

/**
 * Columns and expressions as CREATE INDEX takes them: without qualifiers, names quoted where PostgreSQL's {@code quote_ident} quotes them, the
 * constants of expressions written out.
 */
final class IndexSql {
    private final DSLContext dsl;

    IndexSql(DSLContext dsl) {
        this.dsl = dsl;
    }

    /** An element of the index without direction. */
    String of(Field<?> field) {
        return Names.isColumn(field) ? quoted(field) : "(" + rendered(field, new Columns(this::quoted)) + ")";
    }

    /** All columns in an expression. */
    List<Field<?>> columnsOf(Field<?> field) {
        Columns columns = new Columns(Field::getName);
        rendered(field, columns);
        return columns.seen;
    }

    private String quoted(Field<?> column) {
        return String.valueOf(dsl.fetchValue("select quote_ident(?)", column.getName()));
    }

    private String rendered(Field<?> field, Columns columns) {
        return DSL.using(dsl.configuration().deriveAppending(columns)).renderInlined(field);
    }

    private interface Quoting {
        String of(Field<?> column);
    }

    /** jOOQ's rendering tells of each part, and lets it be replaced. */
    private static final class Columns implements VisitListener {
        private final Quoting quoting;
        private final List<Field<?>> seen = new ArrayList<>();

        private Columns(Quoting quoting) {
            this.quoting = quoting;
        }

        @Override
        public void visitStart(VisitContext context) {
            if (context.queryPart() instanceof Field<?> field && Names.isColumn(field)) {
                seen.add(field);
                context.queryPart(DSL.field(DSL.raw(quoting.of(field))));
            }
        }
    }
}
