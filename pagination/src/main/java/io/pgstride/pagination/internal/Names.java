package io.pgstride.pagination.internal;

import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.SQLDialect;
import org.jooq.Schema;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.DSL;

/** How tables and keys are called in messages and fingerprints. */
public final class Names {
    private static final DSLContext POSTGRES = DSL.using(SQLDialect.POSTGRES);

    private Names() {}

    /** Generated tables know their schema but do not have it in their qualified name. */
    public static String of(Table<?> table) {
        return Joins.tables(table).map(Names::ofOne).collect(Collectors.joining(" joined to "));
    }

    private static String ofOne(Table<?> table) {
        Schema schema = table.getSchema();
        Name name = schema == null
                ? table.getQualifiedName()
                : schema.getQualifiedName().append(table.getUnqualifiedName());
        return name.quotedName().toString();
    }

    /** A column's name, or an expression without its bind values. */
    public static String of(Field<?> field) {
        return isColumn(field) ? field.getUnqualifiedName().quotedName().toString() : POSTGRES.render(field);
    }

    /** A column with its qualifier, or an expression with its constants, which belong to what it is. */
    static String inFull(Field<?> field) {
        return POSTGRES.renderInlined(field);
    }

    /** Whether a field is a column: generated, or a mere name, by which alone a plain one can be told from an expression. */
    public static boolean isColumn(Field<?> field) {
        return field instanceof TableField<?, ?>
                || POSTGRES.render(field)
                        .equals(POSTGRES.render(
                                DSL.field(field.getQualifiedName().quotedName())));
    }

    /** The last part, as generated columns leave out the schema or not; empty if there is none. */
    public static String qualifier(Field<?> column) {
        Name qualifier = column.getQualifiedName().qualifier();
        return qualifier == null || qualifier.last() == null ? "" : qualifier.last();
    }

    /** One may be qualified and the other not; two tables of a join may have columns of the same name. */
    static boolean sameQualifier(Field<?> one, Field<?> other) {
        String left = qualifier(one);
        String right = qualifier(other);
        return left.isEmpty() || right.isEmpty() || left.equals(right);
    }

    /** Whether a constant of an expression is a parameter. */
    static boolean hasBindValue(Field<?> field) {
        return POSTGRES.extractParams(field).values().stream().anyMatch(param -> !param.isInline());
    }
}
