package io.pgstride.benchmarks.pagination;

import io.pgstride.benchmarks.run.Answer;
import java.util.ArrayList;
import java.util.List;

/**
 * What every subject has to deliver: the rows of a page and whether more follow.
 *
 * @param rows at most as many as the page is long
 */
record EventPage(List<Event> rows, boolean hasNext) {

    /** The page out of up to {@code size} + 1 rows, the way most subjects learn whether more follow. */
    static EventPage of(List<Event> fetched, int size) {
        return fetched.size() > size ? new EventPage(fetched.subList(0, size), true) : new EventPage(fetched, false);
    }

    Answer answer() {
        List<Object> items = new ArrayList<>(rows);
        items.add(hasNext);
        return new Answer(items);
    }
}
