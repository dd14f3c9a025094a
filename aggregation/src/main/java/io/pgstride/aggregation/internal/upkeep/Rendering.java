package io.pgstride.aggregation.internal.upkeep;

import io.pgstride.core.Identifiers;
import java.util.Arrays;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.QueryPart;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.VisitContext;
import org.jooq.VisitListener;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;

/** Parts of statements as text, for the bodies of functions: names quoted, values inline. */
public final class Rendering {
    private static final DSLContext PLAIN = DSL.using(configuration());

    private Rendering() {}

    private static DefaultConfiguration configuration() {
        DefaultConfiguration made = new DefaultConfiguration();
        made.set(SQLDialect.POSTGRES);
        return made;
    }

    /** As it stands. */
    public static String sql(QueryPart part) {
        return PLAIN.renderInlined(part);
    }

    /** A text as a literal. */
    public static String literal(String text) {
        return sql(DSL.inline(text));
    }

    /** A column by its own name. */
    public static String column(Field<?> field) {
        return Identifiers.quoted(field.getUnqualifiedName());
    }

    /** A column's type, as a declaration has it. */
    public static String type(DataType<?> type) {
        return type.getCastTypeName(PLAIN.configuration());
    }

    /** The alias under which rows of a table stand in for it: its own name without the schema. */
    public static String rowAlias(Table<?> table) {
        return Identifiers.quoted(table.getUnqualifiedName());
    }

    /** With the table's columns as those of its {@link #rowAlias}. */
    public static String ofRow(Table<?> table, QueryPart part) {
        DefaultConfiguration configuration = configuration();
        configuration.set(new Rows(table));
        return DSL.using(configuration).renderInlined(part);
    }

    private record Rows(Table<?> table) implements VisitListener {
        @Override
        public void visitStart(VisitContext context) {
            if (context.queryPart() instanceof TableField<?, ?> field && isOfTheTable(field)) {
                Name[] path = {table.getUnqualifiedName(), field.getUnqualifiedName()};
                context.queryPart(DSL.field(DSL.name(path), field.getDataType()));
            }
        }

        private boolean isOfTheTable(TableField<?, ?> field) {
            Table<?> of = field.getTable();
            return of != null
                    && Arrays.equals(
                            Declared.name(of).getName(), Declared.name(table).getName());
        }
    }
}
