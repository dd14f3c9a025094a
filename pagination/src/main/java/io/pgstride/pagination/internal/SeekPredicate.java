package io.pgstride.pagination.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/**
 * The conditions that hold for exactly the rows beyond a position.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>The ordering is cut into {@link Segment}s. A row is beyond the position if it is equal in the first <i>i</i> segments and
 *       beyond in the next one, for exactly one <i>i</i>: the branches are disjoint, and together they are all rows beyond.
 *   <li>A branch is equalities and one comparison, so that PostgreSQL makes all of it one index condition whose range starts at
 *       the position; the work does not grow with depth. The same branches joined by OR end up as a filter over every row
 *       before the position.
 *   <li>A row comparison {@code (a, b) < (?, ?)} is lexicographic with one operator for all columns: it equals the ordering only
 *       where all run in one direction. It is NULL, not true, where a comparison that decides is with NULL: nullable keys
 *       stand alone and get a branch for their NULLs.
 *   <li>A key that the filter fixes by {@code =} is a segment of its own. PostgreSQL (14 to 18) starts a scan with
 *       {@code a = 7 AND (a, b) > (7, ?)} where 7 starts, not at the position, though EXPLAIN shows both as index conditions.
 *   <li>It is strict. As the ordering is unique, the position's own row and no other is left out; with ties, {@code <}
 *       would lose rows and {@code <=} repeat them.
 *   <li>There is no position on the first page, and then there is no condition. {@code (? IS NULL OR (a, b) < (?, ?))} would
 *       be one statement for both, but under a generic plan no index condition.
 *   <li>Columns appear bare and binds have no type, see {@link ValueForm}: PostgreSQL takes the column's operator, and its index serves.
 * </ul>
 */
final class SeekPredicate {
    private SeekPredicate() {}

    /** The branches, those of the nearest rows first; empty if no row can be beyond. */
    static List<Condition> branches(List<Segment> segments, Position position, Way way) {
        List<Condition> farthestFirst = new ArrayList<>();
        Condition equal = DSL.noCondition();
        Segment before = null;
        for (Segment segment : segments) {
            equal = before == null ? equal : equal.and(before.equal(position));
            List<Condition> beyond = new ArrayList<>(segment.beyond(position, way));
            Collections.reverse(beyond);
            for (Condition condition : beyond) {
                farthestFirst.add(equal.and(condition));
            }
            before = segment;
        }
        Collections.reverse(farthestFirst);
        return farthestFirst;
    }

    /**
     * All branches as one condition, for statements that cannot be a UNION ALL. What the first key alone says is said once more,
     * as PostgreSQL makes no index condition of the OR.
     */
    static Condition joined(List<Segment> segments, Position position, Way way) {
        List<Condition> branches = branches(segments, position, way);
        if (branches.size() == 1) {
            return branches.get(0);
        }
        return segments.get(0).atOrBeyondFirstKey(position, way).and(DSL.or(branches));
    }
}
