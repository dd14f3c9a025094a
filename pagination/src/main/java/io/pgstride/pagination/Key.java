package io.pgstride.pagination;

import java.util.Objects;
import org.jooq.Field;
import org.jooq.SortOrder;

/**
 * One column of an ordering with its direction: {@code desc(EVENTS.CREATED_AT)}. Immutable and thread-safe; meant to be
 * imported statically.
 */
public final class Key {
    private final Field<?> field;
    private final SortOrder direction;
    private final boolean declaredNotNull;

    private Key(Field<?> field, SortOrder direction, boolean declaredNotNull) {
        this.field = Objects.requireNonNull(field, "field");
        this.direction = direction;
        this.declaredNotNull = declaredNotNull;
    }

    /**
     * {@return a key in ascending order, {@code ORDER BY field}}
     *
     * @param field a column of the table
     */
    public static Key asc(Field<?> field) {
        return new Key(field, SortOrder.ASC, false);
    }

    /**
     * {@return a key in descending order, {@code ORDER BY field DESC}}
     *
     * @param field a column of the table
     */
    public static Key desc(Field<?> field) {
        return new Key(field, SortOrder.DESC, false);
    }

    /**
     * {@return this key, declared to hold no NULL} Fields whose jOOQ data type is NOT NULL, as generated ones are, need no such
     * declaration. Where it is untrue, pages lose the rows with NULL: a row comparison with NULL is never true.
     */
    public Key notNull() {
        return new Key(field, direction, true);
    }

    /** {@return the column, as it was given} */
    public Field<?> field() {
        return field;
    }

    /** {@return {@link SortOrder#ASC} or {@link SortOrder#DESC}} */
    public SortOrder direction() {
        return direction;
    }

    /** {@return whether {@link #notNull()} was called; what the field's data type says is not looked at} */
    public boolean declaredNotNull() {
        return declaredNotNull;
    }

    /** {@return column and direction, as in {@code "events"."id" desc}} */
    @Override
    public String toString() {
        return field + " " + direction.toSQL();
    }
}
