package io.pgstride.pagination;

import io.pgstride.pagination.internal.Names;
import java.util.Objects;
import org.jooq.Field;
import org.jooq.SortOrder;

/**
 * One column or expression of an ordering with its direction: {@code desc(EVENTS.CREATED_AT)}. Immutable and thread-safe;
 * meant to be imported statically.
 *
 * <p>A key that may be NULL must say where its rows with NULL stand, by {@link #nullsFirst()} or {@link #nullsLast()}. All
 * NULLs of a key count as equal, so that the next key orders them.
 */
public final class Key {
    private final Field<?> field;
    private final SortOrder direction;
    private final Nulls nulls;
    private final boolean lowCardinality;

    private Key(Field<?> field, SortOrder direction, Nulls nulls, boolean lowCardinality) {
        this.field = Objects.requireNonNull(field, "field");
        this.direction = direction;
        this.nulls = nulls;
        this.lowCardinality = lowCardinality;
    }

    /** What a key says of NULL. */
    public enum Nulls {
        /** Nothing: the field's data type must say that it is NOT NULL. */
        UNDECLARED,
        /** There is none, by {@link Key#notNull()}. */
        NONE,
        /** They come before all values, by {@link Key#nullsFirst()}. */
        FIRST,
        /** They come after all values, by {@link Key#nullsLast()}. */
        LAST
    }

    /**
     * {@return a key in ascending order, {@code ORDER BY field}}
     *
     * @param field a column of the table, or an expression over its columns, with constants as {@code DSL.inline(…)}
     */
    public static Key asc(Field<?> field) {
        return new Key(field, SortOrder.ASC, Nulls.UNDECLARED, false);
    }

    /**
     * {@return a key in descending order, {@code ORDER BY field DESC}}
     *
     * @param field a column of the table, or an expression over its columns, with constants as {@code DSL.inline(…)}
     */
    public static Key desc(Field<?> field) {
        return new Key(field, SortOrder.DESC, Nulls.UNDECLARED, false);
    }

    /**
     * {@return this key, declared to hold no NULL} Fields whose jOOQ data type is NOT NULL, as generated ones are, need no such
     * declaration; expressions, and columns of outer joins and of derived tables, do. <b>Where it is untrue, pages lose the rows with NULL, as a
     * row comparison with NULL is never true.</b> A page that happens to meet one fails.
     *
     * @throws IllegalStateException if the key has said otherwise before
     */
    public Key notNull() {
        return declared(Nulls.NONE);
    }

    /**
     * {@return this key, with NULLs before all values, {@code NULLS FIRST}} That is what an index on {@code (field DESC)} has; one
     * for an ascending key must say {@code (field NULLS FIRST)}.
     *
     * @throws IllegalStateException if the key has said otherwise before
     */
    public Key nullsFirst() {
        return declared(Nulls.FIRST);
    }

    /**
     * {@return this key, with NULLs after all values, {@code NULLS LAST}} That is what an index on {@code (field)} has; one for a
     * descending key must say {@code (field DESC NULLS LAST)}.
     *
     * @throws IllegalStateException if the key has said otherwise before
     */
    public Key nullsLast() {
        return declared(Nulls.LAST);
    }

    /**
     * {@return this key, known to have few distinct values, as a status or a kind} Its equal rows are then sought by {@code =} in a
     * query of their own, for which PostgreSQL estimates and finds the place well. Compared together with the next
     * key by {@code (status, created_at) > (?, ?)}, the estimate looks at the first column alone.
     */
    public Key lowCardinality() {
        return new Key(field, direction, nulls, true);
    }

    /** {@return the column or expression, as it was given} */
    public Field<?> field() {
        return field;
    }

    /** {@return {@link SortOrder#ASC} or {@link SortOrder#DESC}} */
    public SortOrder direction() {
        return direction;
    }

    /** {@return what this key says of NULL; what the field's data type says is not looked at} */
    public Nulls nulls() {
        return nulls;
    }

    /** {@return whether {@link #lowCardinality()} was called} */
    public boolean isLowCardinality() {
        return lowCardinality;
    }

    private Key declared(Nulls wanted) {
        if (nulls != Nulls.UNDECLARED && nulls != wanted) {
            throw new IllegalStateException(
                    "key " + this + " is declared both " + nulls + " and " + wanted + " for NULL; choose one");
        }
        return new Key(field, direction, wanted, lowCardinality);
    }

    /** Column and direction, as in {@code "id" desc}; no values. */
    @Override
    public String toString() {
        return Names.of(field) + " " + direction.toSQL();
    }
}
