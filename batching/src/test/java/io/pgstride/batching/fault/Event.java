package io.pgstride.batching.fault;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** What goes wrong. */
enum Event {
    DEADLOCK("40P01"),
    SERIALIZATION("40001"),
    LOCK_TIMEOUT("55P03"),
    DISK_FULL("53100"),
    TERMINATED(null),
    CUT(null),
    /** What is sent arrives, and its answer does not. */
    HALF_OPEN(null),
    RESTART(null);

    private final String state;

    Event(String state) {
        this.state = state;
    }

    /** The server refuses, with this SQLSTATE. */
    String state() {
        return state;
    }

    boolean isVanishing() {
        return state == null;
    }

    /** What PostgreSQL asks to be run again. */
    boolean isRetryable() {
        return this == DEADLOCK || this == SERIALIZATION;
    }

    /** Does it, before a statement of the connection, or before its COMMIT. */
    void strike(Connection connection, FaultyServer server, boolean atCommit) throws SQLException {
        switch (this) {
            case TERMINATED -> server.terminate(connection);
            case CUT -> server.proxy().cut();
            case HALF_OPEN -> server.halfOpen();
            case RESTART -> server.restart();
            default -> raise(connection, atCommit);
        }
    }

    private void raise(Connection connection, boolean atCommit) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    atCommit
                            ? "insert into refused_commit values ('" + state + "')"
                            : "do $$ begin raise exception 'sabotage' using errcode = '" + state + "'; end $$");
        }
    }
}
