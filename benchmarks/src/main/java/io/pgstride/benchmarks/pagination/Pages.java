package io.pgstride.benchmarks.pagination;

import java.sql.SQLException;

/** Fetches pages of events in one {@link Ordering}. */
interface Pages {

    EventPage first() throws SQLException;

    EventPage at(Place place) throws SQLException;
}
