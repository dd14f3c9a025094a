package io.pgstride.pagination.internal;

import io.pgstride.pagination.Key;
import java.util.List;
import java.util.stream.Collectors;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Schema;
import org.jooq.SortField;
import org.jooq.Table;

/**
 * A checked ordering of one table: NOT NULL keys of one direction, unique together.
 *
 * @param fingerprint what a cursor must agree with: table, columns, types and directions
 * @param description table, columns and directions, for people
 */
public record Ordering(List<KeyColumn> columns, String fingerprint, String description) {
    /** Checks and builds an ordering. */
    public static Ordering of(Table<?> table, List<Key> keys, List<Field<?>> uniqueOn) {
        List<KeyColumn> columns = new OrderingRules(table, keys, uniqueOn).checked();
        String name = name(table);
        String types = columns.stream()
                .map(column -> column + " " + column.field().getDataType().getTypeName())
                .collect(Collectors.joining(", "));
        String order = columns.stream().map(KeyColumn::toString).collect(Collectors.joining(", "));
        return new Ordering(columns, name + " by " + types, name + " by " + order);
    }

    /** The ORDER BY list; backward turns every direction. */
    List<? extends SortField<?>> sort(Way way) {
        return columns.stream().map(column -> column.sort(way)).toList();
    }

    /** The position of a row that our own query read. */
    Position fetched(Record row) {
        return new Position(
                fingerprint, columns.stream().map(column -> column.fetched(row)).toList());
    }

    /** The position of a row that the user holds. */
    public Position given(Record row) {
        return new Position(
                fingerprint, columns.stream().map(column -> column.given(row)).toList());
    }

    /** Whether a position was taken from this ordering. */
    public boolean owns(Position position) {
        return fingerprint.equals(position.ordering());
    }

    /** Generated tables know their schema but do not have it in their qualified name. */
    static String name(Table<?> table) {
        Schema schema = table.getSchema();
        Name name = schema == null
                ? table.getQualifiedName()
                : schema.getQualifiedName().append(table.getUnqualifiedName());
        return name.quotedName().toString();
    }
}
