package io.pgstride.aggregation.internal.derived;

import io.pgstride.aggregation.internal.upkeep.Declared;
import io.pgstride.aggregation.internal.upkeep.ObjectNames;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;

/**
 * What a derived column is: of a parent, an aggregate of its rows; or of a row, a copy of its parent's value.
 *
 * @param name what its objects begin with
 * @param kind which
 * @param column that is derived, of the parent or of the child
 * @param parent with its schema
 * @param key of the parent
 * @param child with its schema
 * @param childId the key of the child, for copies
 * @param childKey the parent's key in the child
 * @param of the value, of the child or of the parent
 * @param condition of the child's rows that count
 * @param byTriggers or by the application
 */
public record DerivedSpec(
        String name,
        Kind kind,
        Field<?> column,
        Table<?> parent,
        Field<?> key,
        Table<?> child,
        Field<?> childId,
        Field<?> childKey,
        Field<?> of,
        Condition condition,
        boolean byTriggers) {

    /** How it is derived. */
    public enum Kind {
        MIN,
        MAX,
        AVG,
        COPY
    }

    /** The table that has the column. */
    public Table<?> table() {
        return kind == Kind.COPY ? child : parent;
    }

    /** The key by which it is walked over. */
    public Field<?> walked() {
        return kind == Kind.COPY ? childId : key;
    }

    /** In the schema of the table that has the column. */
    public ObjectNames names() {
        return new ObjectNames(Declared.name(table()).first(), name);
    }
}
