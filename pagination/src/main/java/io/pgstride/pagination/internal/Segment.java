package io.pgstride.pagination.internal;

import java.util.ArrayList;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.RowN;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive keys of an ordering that one comparison can pass: NOT NULL keys of one direction, or a single key that may be NULL
 * or is wanted alone.
 *
 * @param start the index of its first key in the ordering
 */
public record Segment(int start, List<KeyColumn> columns) {
    /** Cuts an ordering into as few segments as can be. */
    static List<Segment> of(List<KeyColumn> columns) {
        List<Segment> segments = new ArrayList<>();
        int start = 0;
        for (int end = 1; end <= columns.size(); end++) {
            if (end == columns.size() || !together(columns.get(end - 1), columns.get(end))) {
                segments.add(new Segment(start, List.copyOf(columns.subList(start, end))));
                start = end;
            }
        }
        return List.copyOf(segments);
    }

    private static boolean together(KeyColumn one, KeyColumn next) {
        return !one.alone() && !next.alone() && one.descending() == next.descending();
    }

    /** The rows that are equal to the position in this segment. */
    Condition equal(Position position) {
        List<Condition> all = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            all.add(columns.get(i).equal(position.value(start + i)));
        }
        return DSL.and(all);
    }

    /** The rows beyond the position in this segment: none, one or two disjoint conditions, the nearer rows first. */
    List<Condition> beyond(Position position, Way way) {
        KeyColumn first = columns.get(0);
        if (!first.nullable()) {
            return List.of(compare(position, way));
        }
        Object value = position.value(start);
        if (first.nullsFirst(way)) {
            return List.of(value == null ? first.field().isNotNull() : compare(position, way));
        }
        return value == null
                ? List.of()
                : List.of(compare(position, way), first.field().isNull());
    }

    /** The rows at the position or beyond it by the first key; true where that says nothing. */
    Condition atOrBeyondFirstKey(Position position, Way way) {
        KeyColumn first = columns.get(0);
        Object value = position.value(start);
        if (value == null) {
            return first.nullsFirst(way) ? DSL.noCondition() : first.field().isNull();
        }
        RowN key = DSL.row(List.of(first.field()));
        RowN bound = DSL.row(List.of(first.form().bind(value)));
        Condition reached = first.descending(way) ? key.le(bound) : key.ge(bound);
        return first.nullable() && !first.nullsFirst(way)
                ? reached.or(first.field().isNull())
                : reached;
    }

    private Condition compare(Position position, Way way) {
        List<Field<?>> keys = new ArrayList<>();
        List<Field<?>> values = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            keys.add(columns.get(i).field());
            values.add(columns.get(i).form().bind(required(position.value(start + i))));
        }
        RowN row = DSL.row(keys);
        RowN bound = DSL.row(values);
        return columns.get(0).descending(way) ? row.lt(bound) : row.gt(bound);
    }

    private static Object required(@Nullable Object value) {
        if (value == null) {
            throw new IllegalStateException("a position holds NULL in a key that holds none");
        }
        return value;
    }
}
