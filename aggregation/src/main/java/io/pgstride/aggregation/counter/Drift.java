package io.pgstride.aggregation.counter;

import java.util.List;

/**
 * By how much counters differed from what they count. Immutable.
 *
 * @param checked how many parents were looked at
 * @param wrong how many of them had another value
 * @param largest the largest difference, without its sign
 * @param examples the first {@value #MOST_EXAMPLES} that were wrong, in the order of their keys
 * @param <K> the type of the parent's key
 */
public record Drift<K>(long checked, long wrong, Number largest, List<Example<K>> examples) {
    /** How many examples are kept. */
    public static final int MOST_EXAMPLES = 20;

    /**
     * Copies.
     *
     * @param checked not negative
     * @param wrong not negative
     * @param largest not negative
     * @param examples copied
     */
    public Drift {
        examples = List.copyOf(examples);
    }

    /** {@return whether every counter was right} */
    public boolean isNone() {
        return wrong == 0;
    }

    /**
     * One counter that was wrong.
     *
     * @param key of the parent
     * @param stored what the counter said
     * @param actual what its rows say
     * @param <K> the type of the key
     */
    public record Example<K>(K key, Number stored, Number actual) {}
}
