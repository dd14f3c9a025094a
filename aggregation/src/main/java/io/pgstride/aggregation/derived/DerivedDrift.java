package io.pgstride.aggregation.derived;

import java.util.List;

/**
 * How many rows had another value than the one they derive. Immutable.
 *
 * @param checked how many rows were looked at
 * @param wrong how many of them had another value
 * @param examples the keys of the first {@value #MOST_EXAMPLES} that were wrong
 */
public record DerivedDrift(long checked, long wrong, List<Object> examples) {
    /** How many examples are kept. */
    public static final int MOST_EXAMPLES = 20;

    /**
     * Copies.
     *
     * @param checked not negative
     * @param wrong not negative
     * @param examples copied
     */
    public DerivedDrift {
        examples = List.copyOf(examples);
    }

    /** {@return whether every row was right} */
    public boolean isNone() {
        return wrong == 0;
    }
}
