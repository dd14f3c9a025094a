package io.pgstride.pagination.internal;

import java.util.ArrayList;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.impl.QOM;

/**
 * The columns that a filter surely fixes: those of {@code column = value}, {@code column IN (value)}, a boolean column, and
 * {@code column IS NULL}, alone or joined by AND. What else a filter says is left out.
 *
 * @param equal they come before the keys in an index; PostgreSQL then needs no sorting by them
 * @param isNull they do not: PostgreSQL (14 to 18) does not take IS NULL for a constant in an ordering, so that only a partial index serves
 */
public record EqualityColumns(List<Field<?>> equal, List<Field<?>> isNull) {
    /** Looks at a filter. */
    public static EqualityColumns of(Condition filter) {
        EqualityColumns columns = new EqualityColumns(new ArrayList<>(), new ArrayList<>());
        columns.add(filter);
        return new EqualityColumns(List.copyOf(columns.equal), List.copyOf(columns.isNull));
    }

    private void add(Condition condition) {
        if (condition instanceof QOM.And and) {
            add(and.$arg1());
            add(and.$arg2());
        } else if (condition instanceof QOM.Eq<?> eq) {
            addEqual(eq.$arg1(), eq.$arg2());
            addEqual(eq.$arg2(), eq.$arg1());
        } else if (condition instanceof QOM.InList<?> in && in.$list().size() == 1) {
            addEqual(in.$field(), in.$list().get(0));
        } else if (condition instanceof QOM.FieldCondition is) {
            addColumn(equal, is.$field());
        } else if (condition instanceof QOM.Not not && not.$condition() instanceof QOM.FieldCondition is) {
            addColumn(equal, is.$field());
        } else if (condition instanceof QOM.IsNull is) {
            addColumn(isNull, is.$field());
        }
    }

    private void addEqual(Field<?> column, Field<?> value) {
        boolean isValue = value instanceof Param<?> || (value instanceof QOM.Cast<?> cast && isParam(cast));
        if (isValue) {
            addColumn(equal, column);
        }
    }

    private static boolean isParam(QOM.Cast<?> cast) {
        return cast.$field() instanceof Param<?>;
    }

    private static void addColumn(List<Field<?>> to, Field<?> column) {
        if (Names.isColumn(column) && to.stream().noneMatch(column::equals)) {
            to.add(column);
        }
    }

    /** Whether a key is fixed by equality. */
    public boolean fixes(Field<?> key) {
        return equal.stream().anyMatch(column -> same(column, key)) && Names.isColumn(key);
    }

    /** One may be qualified and the other not; two tables of a join may have columns of the same name. */
    private static boolean same(Field<?> one, Field<?> other) {
        return one.getName().equals(other.getName()) && Names.sameQualifier(one, other);
    }

    /** The names of all columns, for finding them in PostgreSQL's texts. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        equal.forEach(column -> names.add(column.getName()));
        isNull.forEach(column -> names.add(column.getName()));
        return names;
    }
}
