package io.pgstride.benchmarks.run;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a subject answered, item by item, so that it can be held against what the others answered.
 *
 * <p>Items are compared by {@code equals}, after the clock has stopped. Differences are told by position, never by value.
 *
 * @param items the answer in order; empty where a unit answers nothing that can be compared
 */
public record Answer(List<?> items) {
    private static final Answer NONE = new Answer(List.of());

    /** The answer of a unit that answers nothing. */
    public static Answer none() {
        return NONE;
    }

    /** Where {@code other} first departs from this answer; empty if the two are equal. */
    public Optional<String> firstDifference(Answer other) {
        int shared = Math.min(items.size(), other.items.size());
        for (int i = 0; i < shared; i++) {
            if (!Objects.equals(items.get(i), other.items.get(i))) {
                return Optional.of("item " + (i + 1) + " of " + items.size() + " is another one");
            }
        }
        if (items.size() == other.items.size()) {
            return Optional.empty();
        }
        return Optional.of(other.items.size() + " items instead of " + items.size());
    }
}
