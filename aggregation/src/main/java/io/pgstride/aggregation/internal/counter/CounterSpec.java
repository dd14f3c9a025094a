package io.pgstride.aggregation.internal.counter;

import io.pgstride.aggregation.counter.CounterStorage;
import io.pgstride.aggregation.internal.upkeep.Declared;
import io.pgstride.aggregation.internal.upkeep.ObjectNames;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * What a counter is.
 *
 * @param name unique in the parent's schema
 * @param parent with its schema
 * @param key of the parent
 * @param column of the parent
 * @param child with its schema
 * @param childKey the parent's key in the child
 * @param summed what is summed; null to count
 * @param condition of the rows that count
 * @param byTriggers or by the application
 * @param storage where changes go
 */
public record CounterSpec(
        String name,
        Table<?> parent,
        Field<?> key,
        Field<?> column,
        Table<?> child,
        Field<?> childKey,
        @Nullable Field<? extends Number> summed,
        Condition condition,
        boolean byTriggers,
        CounterStorage storage) {

    /** In the parent's schema. */
    public ObjectNames names() {
        return new ObjectNames(Declared.name(parent).first(), name);
    }
}
