package io.pgstride.testing.internal;

/** Starts the server that is asked for. */
public final class PostgresStarts {
    private PostgresStarts() {}

    /** Blocks until the server answers. */
    public static RunningPostgres start(PostgresSpec spec) {
        RunningPostgres server = new EmbeddedPostgresStart(spec).run();
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "pgstride-testing-stop"));
        return server;
    }
}
