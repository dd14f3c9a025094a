package io.pgstride.pagination.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A position of no row in particular, for statements that are only planned.
 *
 * @param nulls the keys that hold NULL in it
 */
public record SamplePosition(Position position, List<String> nulls) {
    /** With more nullable keys than these, the others are taken as not NULL: statements double with each. */
    private static final int MAX_NULLABLE = 5;

    /** One for each choice of nullable keys that are NULL, as each leads to other branches. */
    public static List<SamplePosition> of(Ordering ordering) {
        List<KeyColumn> nullable = ordering.columns().stream()
                .filter(KeyColumn::nullable)
                .limit(MAX_NULLABLE)
                .toList();
        List<SamplePosition> samples = new ArrayList<>();
        for (int choice = 0; choice < 1 << nullable.size(); choice++) {
            List<KeyColumn> nulls = new ArrayList<>();
            for (int i = 0; i < nullable.size(); i++) {
                if ((choice >> i & 1) == 1) {
                    nulls.add(nullable.get(i));
                }
            }
            samples.add(sample(ordering, nulls));
        }
        return samples;
    }

    private static SamplePosition sample(Ordering ordering, List<KeyColumn> nulls) {
        List<@Nullable Object> values = new ArrayList<>();
        for (KeyColumn column : ordering.columns()) {
            values.add(nulls.contains(column) ? null : ValueForm.ANY);
        }
        List<String> names =
                nulls.stream().map(column -> Names.of(column.field())).toList();
        return new SamplePosition(new Position(ordering.fingerprint(), values), names);
    }
}
