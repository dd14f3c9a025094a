package io.pgstride.batching.internal.backfill;

import static org.jooq.impl.DSL.cast;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;

import io.pgstride.core.UntypedText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.RowN;
import org.jooq.Select;
import org.jooq.SortField;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * The way over a table in the order of its key.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Columns appear bare and positions are bound without a type: PostgreSQL compares by the column's own operator and collation,
 *       which are those of the ORDER BY and of the index.
 *   <li>Ranges are open below and closed above, so that two that meet have no row in common and leave none out; rows of
 *       equal keys are in one range.
 * </ul>
 */
public record KeyWalk(Table<?> table, List<Field<?>> key) {
    /** An immutable copy. */
    public KeyWalk {
        key = List.copyOf(key);
    }

    /** From behind {@code low}, or from the first key, up to {@code high}. */
    Condition range(@Nullable Position low, Position high) {
        RowN columns = row(key.toArray(Field<?>[]::new));
        Condition from = low == null ? noCondition() : columns.gt(bound(low));
        return from.and(columns.le(bound(high)));
    }

    private static RowN bound(Position position) {
        return row(position.values().stream().map(UntypedText::of).toArray(Field<?>[]::new));
    }

    /** The key of the n-th row behind {@code low}; no row where there are fewer up to {@code high}. */
    Select<Record> boundary(@Nullable Position low, Position high, int rows) {
        return select(texts())
                .from(table)
                .where(range(low, high))
                .orderBy(key)
                .offset(inline(rows - 1))
                .limit(inline(1));
    }

    Select<Record1<Integer>> count(@Nullable Position low, Position high) {
        return DSL.selectCount().from(table).where(range(low, high));
    }

    Select<Record> last() {
        List<SortField<?>> descending = new ArrayList<>();
        key.forEach(column -> descending.add(column.desc()));
        return select(texts()).from(table).orderBy(descending).limit(inline(1));
    }

    /** The key as text; under names of their own, as ORDER BY would else take a column of the output for one of the table. */
    List<Field<String>> texts() {
        List<Field<String>> texts = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            texts.add(cast(key.get(i), SQLDataType.CLOB).as("pgstride_key_" + i));
        }
        return texts;
    }

    /** What {@link #texts()} selected. */
    Position read(Record texts) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            values.add(texts.get("pgstride_key_" + i, String.class));
        }
        return new Position(values);
    }

    String[] columnNames() {
        return key.stream().map(Field::getName).toArray(String[]::new);
    }

    /** For messages. */
    @Override
    public String toString() {
        return table.getName() + " by " + key.stream().map(Field::getName).collect(Collectors.joining(", "));
    }
}
