package io.pgstride.aggregation.counter;

import io.pgstride.aggregation.internal.counter.CounterCalls;
import io.pgstride.aggregation.internal.counter.CounterSpec;
import io.pgstride.aggregation.internal.upkeep.Declared;
import io.pgstride.core.Identifiers;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * What a counter can be told. Not thread-safe; what it builds is.
 *
 * @param <K> the type of the parent's key
 * @param <N> the type of the column
 */
public final class CounterBuilder<K, N extends Number> {
    private final Table<?> parent;
    private final Field<?> key;
    private final Field<N> column;
    private final Table<?> child;
    private final Field<K> foreignKey;
    private final @Nullable Field<? extends Number> summed;
    private Condition condition = DSL.trueCondition();
    private boolean byTriggers = true;
    private CounterStorage storage = CounterStorage.column();
    private @Nullable String name;

    CounterBuilder(
            Table<?> parent,
            Field<?> key,
            Field<N> column,
            Table<?> child,
            Field<K> foreignKey,
            @Nullable Field<? extends Number> summed) {
        this.parent = parent;
        this.key = key;
        this.column = column;
        this.child = Objects.requireNonNull(child, "child");
        this.foreignKey = Objects.requireNonNull(foreignKey, "foreignKey");
        this.summed = summed;
    }

    /**
     * Counts those rows only that meet a condition.
     *
     * @param of of the child's columns alone, with immutable functions; joined by AND to those given before
     * @return this builder
     */
    public CounterBuilder<K, N> where(Condition of) {
        condition = condition.and(of);
        return this;
    }

    /**
     * Has the application keep the counter by {@link Counter#add}, instead of triggers: without their cost, and blind to who writes without it.
     *
     * @return this builder
     */
    public CounterBuilder<K, N> keptByApplication() {
        byTriggers = false;
        return this;
    }

    /**
     * Sets where changes go.
     *
     * @param where instead of {@link CounterStorage#column()}
     * @return this builder
     */
    public CounterBuilder<K, N> storage(CounterStorage where) {
        storage = Objects.requireNonNull(where, "where");
        return this;
    }

    /**
     * Names the counter; its functions and tables begin with this name.
     *
     * @param unique in the parent's schema, instead of the parent's name and the column's
     * @return this builder
     */
    public CounterBuilder<K, N> name(String unique) {
        name = Identifiers.derive(unique);
        return this;
    }

    /**
     * {@return the counter}
     *
     * @throws IllegalArgumentException if a table has no schema, or the column is of a floating point type
     */
    public Counter<K, N> build() {
        Declared.requireSchema(parent);
        Declared.requireSchema(child);
        Declared.requireExact(column);
        if (summed != null) {
            Declared.requireExact(summed);
        }
        String base = name == null ? Identifiers.derive(parent.getName(), column.getName()) : name;
        CounterSpec spec =
                new CounterSpec(base, parent, key, column, child, foreignKey, summed, condition, byTriggers, storage);
        return new Counter<>(spec, new CounterCalls<>(spec.names(), foreignKey, column));
    }
}
