package io.pgstride.aggregation.internal.summary;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;

/**
 * What a summary is.
 *
 * @param table with its schema
 * @param source with its schema
 * @param keys of the groups
 * @param values of the groups
 * @param condition of the rows that count
 * @param deltas kept by deltas instead of dirty keys
 */
public record SummarySpec(
        Table<?> table,
        Table<?> source,
        List<GroupColumn> keys,
        List<ValueColumn> values,
        Condition condition,
        boolean deltas) {

    /** A column of the summary that tells groups apart, and what it is of a row. */
    public record GroupColumn(Field<?> column, Field<?> of) {}

    /** A column of the summary for all rows of a group. */
    public record ValueColumn(Field<?> column, Aggregate aggregate, Field<?> of) {}

    /** What is made of them. */
    public enum Aggregate {
        COUNT,
        SUM,
        MIN,
        MAX
    }

    Stream<Field<?>> columns() {
        return Stream.concat(
                keys.stream().map(GroupColumn::column), values.stream().map(ValueColumn::column));
    }

    /** The column that tells whether a group has rows. */
    public Optional<ValueColumn> count() {
        return values.stream()
                .filter(value -> value.aggregate() == Aggregate.COUNT)
                .findFirst();
    }
}
