package io.pgstride.testing.internal;

/** Starts the server that is asked for. */
public final class PostgresStarts {
    private PostgresStarts() {}

    /** Blocks until the server answers. */
    public static RunningPostgres start(PostgresSpec spec) {
        return ShutdownHook.add(Starts.start(
                "PostgreSQL", Setting.POSTGRES, () -> PostgresSwitch.current().start(spec)));
    }
}
