package io.pgstride.pagination.internal;

import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.RowN;
import org.jooq.impl.DSL;

/**
 * The condition that holds for exactly the rows beyond a position.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>It is one row comparison, {@code (a, b) < (?, ?)}. PostgreSQL makes it one index condition whose range starts at the
 *       position, so that the work does not grow with depth. The same condition spelled with OR ends up as a filter over
 *       every row before the position.
 *   <li>A row comparison is lexicographic with one operator for all columns: it equals the ordering only if all keys run
 *       in one direction. It is NULL, not true, where a comparison that decides is with NULL: it loses rows with NULL.
 *       {@link OrderingRules} refuses both.
 *   <li>It is strict. As the ordering is unique, the position's own row and no other is left out; with ties, {@code <}
 *       would lose rows and {@code <=} repeat them.
 *   <li>There is no position on the first page, and then there is no condition. {@code (? IS NULL OR (a, b) < (?, ?))} would
 *       be one statement for both, but under a generic plan no index condition.
 *   <li>Columns appear bare and binds have the columns' types, see {@link ValueForm}: a cast on a column hides its index.
 * </ul>
 */
final class SeekPredicate {
    private SeekPredicate() {}

    /** {@code (keys) < (values)} for descending keys walked forward and ascending ones walked backward, else {@code >}. */
    static Condition beyond(Ordering ordering, Position position, Way way) {
        List<KeyColumn> columns = ordering.columns();
        Field<?>[] keys = new Field<?>[columns.size()];
        Field<?>[] values = new Field<?>[columns.size()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = columns.get(i).field();
            values[i] = columns.get(i).form().bind(position.values().get(i));
        }
        RowN row = DSL.row((Object[]) keys);
        RowN bound = DSL.row((Object[]) values);
        return columns.get(0).descending() == (way == Way.FORWARD) ? row.lt(bound) : row.gt(bound);
    }
}
