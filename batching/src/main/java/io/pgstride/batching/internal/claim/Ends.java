package io.pgstride.batching.internal.claim;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/**
 * What is set in rows that are not pending any more. Immutable.
 *
 * @param delete whether done rows are deleted
 */
public record Ends(Map<Field<?>, @Nullable Object> done, boolean delete, Map<Field<?>, @Nullable Object> dead) {

    static Ends none() {
        return new Ends(Map.of(), false, Map.of());
    }

    /** With one more column of done rows. */
    public Ends done(ClaimSpec<?> claim, Field<?> field, @Nullable Object value) {
        if (delete) {
            throw claim.broken("has done(…) and deleteDone(); give one of them");
        }
        return new Ends(with(claim, done, "done", field, value), false, dead);
    }

    /** With done rows deleted. */
    public Ends deleteDone(ClaimSpec<?> claim) {
        if (!done.isEmpty()) {
            throw claim.broken("has done(…) and deleteDone(); give one of them");
        }
        return new Ends(done, true, dead);
    }

    /** With one more column of dead rows. */
    public Ends dead(ClaimSpec<?> claim, Field<?> field, @Nullable Object value) {
        return new Ends(done, delete, with(claim, dead, "dead", field, value));
    }

    private static Map<Field<?>, @Nullable Object> with(
            ClaimSpec<?> claim,
            Map<Field<?>, @Nullable Object> map,
            String what,
            Field<?> field,
            @Nullable Object value) {
        if (map.containsKey(field)) {
            throw claim.broken("sets " + field.getName() + " twice in " + what + "(…); set it once");
        }
        Map<Field<?>, @Nullable Object> more = new LinkedHashMap<>(map);
        more.put(field, value);
        return Collections.unmodifiableMap(more);
    }

    /** Whether the handler is to see to it that rows are not pending any more. */
    boolean byHandler() {
        return done.isEmpty() && !delete;
    }
}
