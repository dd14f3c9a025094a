package io.pgstride.testing.internal;

/** A server that answers. */
public interface RunningPostgres extends AutoCloseable {

    JdbcTarget target();

    /** Ends the server if it is ours; a second call does nothing. */
    @Override
    void close();
}
