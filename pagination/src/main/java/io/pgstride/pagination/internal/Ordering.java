package io.pgstride.pagination.internal;

import io.pgstride.pagination.Key;
import io.pgstride.pagination.MalformedCursorException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SortField;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * A checked ordering of a table: keys that are unique together.
 *
 * @param fingerprint what a cursor must agree with: table, columns, types, directions and placement of NULLs
 * @param description table, columns and directions, for people
 */
public record Ordering(List<KeyColumn> columns, List<Segment> segments, String fingerprint, String description) {
    /**
     * Checks and builds an ordering.
     *
     * @param selected the columns of the rows; empty for those of the table
     */
    public static Ordering of(Table<?> table, List<Field<?>> selected, List<Key> keys, List<Field<?>> uniqueOn) {
        List<KeyColumn> columns = new OrderingRules(table, selected, keys, uniqueOn).checked();
        String name = Names.of(table);
        String types = columns.stream().map(Ordering::inFull).collect(Collectors.joining(", "));
        String order = columns.stream().map(KeyColumn::toString).collect(Collectors.joining(", "));
        return new Ordering(columns, Segment.of(columns), name + " by " + types, name + " by " + order);
    }

    private static String inFull(KeyColumn column) {
        return Names.inFull(column.field()) + " " + column + " "
                + column.field().getDataType().getTypeName();
    }

    /** The ORDER BY list; backward turns every direction and placement of NULLs. */
    public List<SortField<?>> sort(Way way) {
        List<SortField<?>> sort = new ArrayList<>();
        for (KeyColumn column : columns) {
            sort.add(column.sort(column.field(), way));
        }
        return sort;
    }

    /** One condition for each branch of the statement; the filter is not in it. */
    List<Condition> beyond(@Nullable Position from, Way way, List<Segment> segmentsBeside) {
        if (from == null) {
            return List.of(DSL.noCondition());
        }
        List<Condition> branches = SeekPredicate.branches(segmentsBeside, from, way);
        return branches.isEmpty() ? List.of(DSL.falseCondition()) : branches;
    }

    /** The segments where a filter fixes some of the keys. */
    List<Segment> segmentsBeside(Condition filter) {
        if (PlainParts.isNone(filter)) {
            return segments;
        }
        EqualityColumns fixed = EqualityColumns.of(filter);
        boolean none = columns.stream().noneMatch(column -> fixed.fixes(column.field()));
        return none
                ? segments
                : Segment.of(columns.stream()
                        .map(column -> fixed.fixes(column.field()) ? column.onItsOwn() : column)
                        .toList());
    }

    /** The rows beyond as one condition. */
    public Condition condition(Position from, Way way) {
        return SeekPredicate.joined(segments, from, way);
    }

    /** The position of a row that the user holds. */
    public Position given(Record row) {
        List<@Nullable Object> values = new ArrayList<>();
        for (KeyColumn column : columns) {
            values.add(column.given(row));
        }
        return new Position(fingerprint, values);
    }

    /** The position whose {@link #texts} these are, from a client maybe. */
    public Position of(List<@Nullable String> texts) {
        if (texts.size() != columns.size()) {
            throw new MalformedCursorException(
                    "it has " + texts.size() + " values, and the ordering has " + columns.size() + " keys");
        }
        for (int i = 0; i < texts.size(); i++) {
            if (!columns.get(i).fits(texts.get(i))) {
                throw new MalformedCursorException(
                        "value " + (i + 1) + " of " + texts.size() + " is none that its key can have");
            }
        }
        return new Position(fingerprint, new ArrayList<>(texts));
    }

    /** The values of a position as PostgreSQL's input reads them. */
    public static List<@Nullable String> texts(Position position) {
        List<@Nullable String> texts = new ArrayList<>();
        for (Object value : position.values()) {
            texts.add(value == null ? null : KeyText.of(value));
        }
        return texts;
    }

    /** Whether a position was taken from this ordering. */
    public boolean owns(Position position) {
        return fingerprint.equals(position.ordering());
    }
}
