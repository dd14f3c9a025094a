package io.pgstride.batching.internal.bulk;

import io.pgstride.core.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Field;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * What is to be written where; immutable.
 *
 * @param chosen whether the caller named the columns; else those that cannot be written are left out
 */
public record Spec<T>(
        Table<?> table,
        List<Source<T>> sources,
        boolean chosen,
        @Nullable Conflict conflict,
        boolean showValues,
        BulkMetrics metrics) {

    /** Without conflicts, values and telemetry. */
    public static <T> Spec<T> of(Table<?> table, List<Source<T>> sources, boolean chosen) {
        return new Spec<>(table, List.copyOf(sources), chosen, null, false, BulkMetrics.of(Telemetry.none()));
    }

    /** With one column more, or another way to its values. */
    public Spec<T> and(Source<T> source) {
        List<Source<T>> changed = new ArrayList<>(sources);
        changed.removeIf(other -> other.name().equals(source.name()));
        changed.add(source);
        return new Spec<>(table, List.copyOf(changed), chosen, conflict, showValues, metrics);
    }

    /** With fewer columns. */
    public Spec<T> without(List<Field<?>> fields) {
        List<Source<T>> changed = new ArrayList<>(sources);
        for (Field<?> field : fields) {
            if (!changed.removeIf(source -> source.name().equals(field.getName()))) {
                throw new IllegalArgumentException("column " + field.getName() + " is not among those written");
            }
        }
        return new Spec<>(table, List.copyOf(changed), chosen, conflict, showValues, metrics);
    }

    /** With a conflict policy, in place of another. */
    public Spec<T> with(Conflict policy) {
        return new Spec<>(table, sources, chosen, policy, showValues, metrics);
    }

    /** With values in errors. */
    public Spec<T> showingValues() {
        return new Spec<>(table, sources, chosen, conflict, true, metrics);
    }

    /** With telemetry. */
    public Spec<T> telemetry(Telemetry telemetry) {
        return new Spec<>(table, sources, chosen, conflict, showValues, BulkMetrics.of(telemetry));
    }
}
