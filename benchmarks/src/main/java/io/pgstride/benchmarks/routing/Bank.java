package io.pgstride.benchmarks.routing;

import io.pgstride.benchmarks.server.Environment;
import io.pgstride.benchmarks.server.Replicas;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The accounts that are read and written, on the servers that are shared; both are there from the first preparation on. */
public final class Bank {
    /** With ids from 1. */
    public static final int ACCOUNTS = 10_000;

    private static final String CREATE = """
            CREATE TABLE IF NOT EXISTS account (id integer PRIMARY KEY, version bigint NOT NULL);
            TRUNCATE account;
            INSERT INTO account SELECT n, 0 FROM generate_series(1, %d) n;
            """.formatted(ACCOUNTS);

    private final Environment environment;

    Bank(Environment environment) {
        this.environment = environment;
    }

    /** Puts every account back to version 0, on all hosts. */
    public void prepare() throws Exception {
        create(servers());
    }

    /** A table of accounts in the database of these servers. */
    public static void create(Replicas servers) throws SQLException {
        try (Connection connection = servers.cluster()
                        .primary()
                        .dataSource(servers.database())
                        .getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(CREATE);
            statement.execute("VACUUM ANALYZE account");
            statement.execute("CHECKPOINT");
        }
        servers.cluster().awaitCaughtUp();
    }

    /** The servers. */
    public Replicas servers() throws Exception {
        return environment.replicas();
    }
}
