package io.pgstride.aggregation.derived;

import io.pgstride.aggregation.internal.derived.DerivedSpec;
import io.pgstride.aggregation.internal.derived.DerivedSpec.Kind;
import io.pgstride.aggregation.internal.upkeep.Declared;
import io.pgstride.core.Identifiers;
import java.util.List;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.UniqueKey;
import org.jooq.impl.DSL;

/**
 * A derived column of which only the column is known. Immutable.
 *
 * @param <T> the type of the column
 */
public final class DerivedStart<T> {
    private final Table<?> table;
    private final Field<T> column;
    private final Condition condition;
    private final boolean byTriggers;

    DerivedStart(Table<?> table, Field<T> column, Condition condition, boolean byTriggers) {
        this.table = table;
        this.column = column;
        this.condition = condition;
        this.byTriggers = byTriggers;
    }

    /**
     * {@return the same of those rows only that meet a condition} For a minimum, maximum or average.
     *
     * @param of of the child's columns alone, with immutable functions; joined by AND to those given before
     */
    public DerivedStart<T> where(Condition of) {
        return new DerivedStart<>(table, column, condition.and(of), byTriggers);
    }

    /** {@return the same kept by the application, which says what changed by {@link DerivedColumn#touch}; without triggers} */
    public DerivedStart<T> keptByApplication() {
        return new DerivedStart<>(table, column, condition, false);
    }

    /**
     * {@return a column of the least value of the rows of each parent; null where there is none} The table of the column is the parent.
     *
     * @param child with its schema
     * @param foreignKey the parent's key in the child; with an index that has the value behind it, {@code (foreign_key, value)}, each change is one look at the index
     * @param value of the child's columns alone
     */
    public DerivedColumn minOf(Table<?> child, Field<?> foreignKey, Field<T> value) {
        return aggregate(Kind.MIN, child, foreignKey, value);
    }

    /**
     * {@return a column of the greatest value of the rows of each parent; null where there is none} The table of the column is the parent.
     *
     * @param child with its schema
     * @param foreignKey the parent's key in the child; with an index that has the value behind it, {@code (foreign_key, value)}, each change is one look at the index
     * @param value of the child's columns alone
     */
    public DerivedColumn maxOf(Table<?> child, Field<?> foreignKey, Field<T> value) {
        return aggregate(Kind.MAX, child, foreignKey, value);
    }

    /**
     * {@return a column of the average of the rows of each parent; null where there is none} The table of the column is the parent. Each change reads all rows of the parent again: where they are many,
     * keep their sum and their count by {@link io.pgstride.aggregation.counter.Counter}, and divide.
     *
     * @param child with its schema
     * @param foreignKey the parent's key in the child; with an index that has the value behind it, {@code (foreign_key, value)}, the table is not read
     * @param value of the child's columns alone; whole numbers or numeric. The average is rounded to the type of the column, which has to be declared with the scale that it has
     * @throws IllegalArgumentException if the value is of floating point, whose average depends on the order of rows
     */
    public DerivedColumn avgOf(Table<?> child, Field<?> foreignKey, Field<? extends Number> value) {
        Declared.requireExact(Objects.requireNonNull(value, "value"));
        return aggregate(Kind.AVG, child, foreignKey, value);
    }

    private DerivedColumn aggregate(Kind kind, Table<?> child, Field<?> foreignKey, Field<?> value) {
        return column(kind, table, child, key(child, false), foreignKey, value);
    }

    /**
     * {@return a column that has the value of its row's parent} The table of the column is the child; its foreign key wants an index.
     *
     * @param parent with its schema
     * @param value a column of the parent
     * @param foreignKey the parent's key in this table; where it is null, or there is no such parent, so is the copy
     */
    public DerivedColumn copyOf(Table<?> parent, Field<T> value, Field<?> foreignKey) {
        if (!condition.equals(DSL.trueCondition())) {
            throw new IllegalArgumentException("derived column " + column.getName()
                    + " is a copy of one value, for which there is no condition; leave where(...) out");
        }
        return column(Kind.COPY, parent, table, key(table, true), foreignKey, value);
    }

    private DerivedColumn column(
            Kind kind, Table<?> parent, Table<?> child, Field<?> childId, Field<?> foreignKey, Field<?> value) {
        Declared.requireSchema(parent);
        Declared.requireSchema(child);
        String name = Identifiers.derive(table.getName(), column.getName());
        return new DerivedColumn(new DerivedSpec(
                name,
                kind,
                column,
                parent,
                key(parent, true),
                child,
                childId,
                Objects.requireNonNull(foreignKey, "foreignKey"),
                Objects.requireNonNull(value, "value"),
                condition,
                byTriggers));
    }

    private Field<?> key(Table<?> of, boolean needed) {
        UniqueKey<?> primary = of.getPrimaryKey();
        List<? extends Field<?>> fields = primary == null ? List.of() : primary.getFields();
        if (fields.size() == 1) {
            return fields.get(0);
        }
        if (needed) {
            throw new IllegalArgumentException("derived column " + column.getName()
                    + " needs a primary key of one column, and table " + Declared.quoted(of) + " declares "
                    + (primary == null ? "none" : "one of " + fields.size())
                    + " to jOOQ; generate its class, or derive the column otherwise");
        }
        return column;
    }
}
