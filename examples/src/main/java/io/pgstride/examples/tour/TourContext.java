package io.pgstride.examples.tour;

import javax.sql.DataSource;
import org.jooq.DSLContext;

/** What a chapter works with.
 *
 * @param dsl over the one connection that the measured statements run on; each statement is planned anew
 * @param dataSource opens further connections
 * @param events how many rows {@code events} has
 * @param embedded whether the server is one of the tour's own from embedded binaries, so that a chapter may start more of them
 * @param console where the chapter tells what it does
 */
public record TourContext(DSLContext dsl, DataSource dataSource, long events, boolean embedded, TourConsole console) {}
