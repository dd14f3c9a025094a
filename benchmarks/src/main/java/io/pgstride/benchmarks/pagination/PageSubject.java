package io.pgstride.benchmarks.pagination;

import io.pgstride.benchmarks.run.Subject;
import java.sql.SQLException;
import java.util.List;

/** A way to fetch pages of events, newest first, on a connection of its own in autocommit. */
interface PageSubject extends Subject {

    EventPage first() throws SQLException;

    EventPage at(Place place) throws SQLException;

    /** The rows of the first pages, fetched one after another, each from where the last one ended. */
    List<Event> walk(int pages) throws SQLException;

    /** The buffers that the query of {@link #first()} touches. */
    long buffersOfFirst() throws SQLException;

    /** The buffers that the query of {@link #at(Place)} touches. */
    long buffersAt(Place place) throws SQLException;
}
