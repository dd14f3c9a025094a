package io.pgstride.benchmarks.run;

import java.sql.SQLException;

/** One way of doing a case's work, set up once for a case and closed after it. Used by one thread. */
public interface Subject extends AutoCloseable {

    /** Puts back what the last unit changed. Runs before each reading, off the clock. */
    default void reset() throws Exception {}

    @Override
    void close() throws SQLException;
}
