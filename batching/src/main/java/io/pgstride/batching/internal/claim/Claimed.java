package io.pgstride.batching.internal.claim;

import java.util.ArrayList;
import java.util.List;
import org.jooq.Record;

/**
 * What a claim took.
 *
 * @param rows in order
 * @param unreadable rows of which only pgstride's own columns could be read, with the reason
 */
record Claimed<R extends Record>(List<Row<R>> rows, List<Bisection.FailedRow<R>> unreadable) {
    static <R extends Record> Claimed<R> readable(List<Row<R>> rows) {
        return new Claimed<>(rows, List.of());
    }

    int size() {
        return rows.size() + unreadable.size();
    }

    boolean isEmpty() {
        return size() == 0;
    }

    List<Row<R>> all() {
        List<Row<R>> all = new ArrayList<>(rows);
        unreadable.forEach(each -> all.add(each.row()));
        return all;
    }
}
