package io.pgstride.pagination.internal;

import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jooq.impl.QOM;

/**
 * Knows conditions that jOOQ renders alike wherever they stand: columns of one table, values, and the usual comparisons. What it does not know may
 * be a part of the user's own, or a column by a path, for which jOOQ adds a join to FROM.
 */
final class PlainParts {
    private static final Class<?> NONE = DSL.noCondition().getClass();

    private final Table<?> table;

    PlainParts(Table<?> table) {
        this.table = table;
    }

    /** To compare conditions by equals would be to render them. */
    static boolean isNone(Condition condition) {
        return condition.getClass() == NONE;
    }

    boolean isColumn(Object part) {
        return part instanceof TableField<?, ?> column && column.getTable() == table;
    }

    boolean isPlain(Condition condition) {
        if (condition instanceof QOM.CombinedCondition<?> both) {
            return isPlain(both.$arg1()) && isPlain(both.$arg2());
        } else if (condition instanceof QOM.CompareCondition<?, ?> compare) {
            return isPlain(compare.$arg1()) && isPlain(compare.$arg2());
        } else if (condition instanceof QOM.InList<?> in) {
            return isPlain(in.$field()) && in.$list().stream().allMatch(this::isPlain);
        } else if (condition instanceof QOM.Between<?> between) {
            return isPlain(between.$arg1()) && isPlain(between.$arg2()) && isPlain(between.$arg3());
        } else if (condition instanceof QOM.Not not) {
            return isPlain(not.$condition());
        } else if (condition instanceof QOM.FieldCondition is) {
            return isPlain(is.$field());
        } else if (condition instanceof QOM.IsNull is) {
            return isPlain(is.$field());
        } else if (condition instanceof QOM.IsNotNull is) {
            return isPlain(is.$field());
        }
        return isNone(condition) || condition instanceof QOM.True || condition instanceof QOM.False;
    }

    private boolean isPlain(Field<?> field) {
        return field instanceof Param<?>
                || isColumn(field)
                || (field instanceof QOM.Cast<?> cast && isPlain(cast.$field()));
    }
}
