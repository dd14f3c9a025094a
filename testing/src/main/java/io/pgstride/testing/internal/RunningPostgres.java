package io.pgstride.testing.internal;

/** A server that answers. */
public interface RunningPostgres extends AutoCloseable {

    JdbcTarget target();

    /** Notes a database that is to go when the server, not being ours, stays. */
    default void created(String database) {}

    default void dropped(String database) {}

    /** Ends the server as a crash does and starts it again; blocks until it answers. */
    default void restart() {
        throw new UnsupportedOperationException(
                "only an embedded PostgreSQL server can be restarted, and this is none; run the test with -D"
                        + Setting.POSTGRES.property() + "=embedded");
    }

    /** Ends the server if it is ours, and what we made on it if not; a second call does nothing. */
    @Override
    void close();
}
