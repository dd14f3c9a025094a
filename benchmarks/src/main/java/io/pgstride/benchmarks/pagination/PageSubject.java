package io.pgstride.benchmarks.pagination;

import io.pgstride.benchmarks.run.Subject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A way to fetch pages of events, on a connection of its own in autocommit. */
interface PageSubject extends Subject, Pages {

    /** The rows of the first pages, fetched one after another, each from where the last one ended. */
    default List<Event> walk(int pages) throws SQLException {
        List<Event> walked = new ArrayList<>(first().rows());
        for (int page = 1; page < pages; page++) {
            Event last = walked.get(walked.size() - 1);
            walked.addAll(at(new Place(last, walked.size())).rows());
        }
        return walked;
    }

    /** The buffers that the query of {@link #first()} touches. */
    long buffersOfFirst() throws SQLException;

    /** The buffers that the query of {@link #at(Place)} touches. */
    long buffersAt(Place place) throws SQLException;
}
