package io.pgstride.batching.internal.bulk;

import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a row whose key is there already.
 *
 * @param key empty for any unique index
 * @param index the predicate of a partial unique index
 */
public record Conflict(List<Field<?>> key, @Nullable Condition index, Action action) {
    /** Refuses contradictions. */
    public Conflict {
        if (key.isEmpty() && !(action instanceof Nothing)) {
            throw new IllegalArgumentException(
                    "doUpdate() needs the columns of the unique index; give them to onConflict(...)");
        }
        if (key.isEmpty() && index != null) {
            throw new IllegalArgumentException("an index predicate without columns; give them to onConflict(...)");
        }
    }

    /** Closed. */
    public sealed interface Action {}

    /** Leaves it. */
    public record Nothing() implements Action {}

    /**
     * Updates it.
     *
     * @param columns empty for all but the key
     * @param when null for always
     */
    public record Update(List<Field<?>> columns, @Nullable Condition when) implements Action {}
}
