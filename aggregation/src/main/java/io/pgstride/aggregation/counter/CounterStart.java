package io.pgstride.aggregation.counter;

import io.pgstride.aggregation.internal.upkeep.Declared;
import java.util.List;
import java.util.Objects;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.UniqueKey;
import org.jspecify.annotations.Nullable;

/**
 * A counter of which only the column is known. Immutable.
 *
 * @param <N> the type of the column
 */
public final class CounterStart<N extends Number> {
    private final Table<?> parent;
    private final Field<N> column;
    private final @Nullable Field<?> key;

    CounterStart(Table<?> parent, Field<N> column, @Nullable Field<?> key) {
        this.parent = parent;
        this.column = column;
        this.key = key;
    }

    /**
     * {@return the same with a key of the parent other than the primary key that it declares to jOOQ}
     *
     * @param unique a NOT NULL column with a unique index
     */
    public CounterStart<N> key(Field<?> unique) {
        return new CounterStart<>(parent, column, Objects.requireNonNull(unique, "unique"));
    }

    /**
     * {@return a counter of rows}
     *
     * @param child with its schema; may be the parent itself, as for a tree
     * @param foreignKey the parent's key in the child, with an index; rows where it is null count for nobody
     * @param <K> the type of the key
     */
    public <K> CounterBuilder<K, N> counting(Table<?> child, Field<K> foreignKey) {
        return new CounterBuilder<>(parent, parentKey(), column, child, foreignKey, null);
    }

    /**
     * {@return a sum over rows}
     *
     * @param child with its schema; may be the parent itself
     * @param foreignKey the parent's key in the child, with an index; rows where it is null count for nobody
     * @param value a column of the child, or an expression of its columns alone; null counts as 0. Rounding differs with the order of additions, so no floating point
     * @param <K> the type of the key
     */
    public <K> CounterBuilder<K, N> summing(Table<?> child, Field<K> foreignKey, Field<? extends Number> value) {
        return new CounterBuilder<>(
                parent, parentKey(), column, child, foreignKey, Objects.requireNonNull(value, "value"));
    }

    private Field<?> parentKey() {
        if (key != null) {
            return key;
        }
        UniqueKey<?> primary = parent.getPrimaryKey();
        List<? extends Field<?>> fields = primary == null ? List.of() : primary.getFields();
        if (fields.size() != 1) {
            throw new IllegalArgumentException(
                    "the parent of a counter needs a key of one column, and table " + Declared.quoted(parent)
                            + " declares " + (primary == null ? "no primary key" : "one of " + fields.size())
                            + "; name the column by key(...)");
        }
        return fields.get(0);
    }
}
