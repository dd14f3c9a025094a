package io.pgstride.batching.bulk;

import io.pgstride.batching.internal.bulk.Conflict;
import java.util.List;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a row whose key is there already; made by {@link BulkWriter#onConflict}. Immutable and thread-safe.
 *
 * @param <T> what a row is made from
 */
public final class OnConflict<T> {
    private final BulkWriter<T> writer;
    private final List<Field<?>> key;
    private final @Nullable Condition index;

    OnConflict(BulkWriter<T> writer, List<Field<?>> key, @Nullable Condition index) {
        this.writer = writer;
        this.key = key;
        this.index = index;
    }

    /**
     * {@return the same for a partial unique index}
     *
     * @param predicate that of the index
     */
    public OnConflict<T> where(Condition predicate) {
        return new OnConflict<>(writer, key, Objects.requireNonNull(predicate, "predicate"));
    }

    /**
     * {@return a writer that leaves the row as it is} Of rows with the same key the first one is inserted.
     *
     * <pre>{@code INSERT … ON CONFLICT (key) DO NOTHING}</pre>
     */
    public BulkWriter<T> doNothing() {
        return writer.with(new Conflict(key, index, new Conflict.Nothing()));
    }

    /**
     * {@return a writer that updates columns of the row to those of the given one, if that changes anything}
     *
     * <pre>{@code
     * INSERT … ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, …
     *   WHERE CAST(ROW(events.kind, …) AS record) *<> CAST(ROW(excluded.kind, …) AS record)
     * }</pre>
     *
     * <p>{@code *<>} compares the stored bytes, so {@code 1.0} becomes {@code 1.00} and {@code 'a'} of type citext {@code 'A'}, and
     * types without equality, such as json, do; a row that is the same to the byte is not written again.
     *
     * @param columns all written ones but the key if none is given
     */
    public BulkWriter<T> doUpdate(Field<?>... columns) {
        return writer.with(new Conflict(key, index, new Conflict.Update(List.of(columns), null)));
    }

    /**
     * {@return a writer that updates all written columns but the key, if that changes anything and the condition holds}
     *
     * @param condition about the row in the table, by its columns, and the given one, by {@code DSL.excluded(column)}
     * @param columns all written ones but the key if none is given
     */
    public BulkWriter<T> doUpdateWhere(Condition condition, Field<?>... columns) {
        Objects.requireNonNull(condition, "condition");
        return writer.with(new Conflict(key, index, new Conflict.Update(List.of(columns), condition)));
    }
}
