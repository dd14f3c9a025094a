package io.pgstride.testing.internal;

import java.util.function.BooleanSupplier;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * Asks and tells one server of a cluster, each time on a new connection. What fails names the host and shows the end of its log.
 *
 * @param name the host's
 * @param server which should run
 */
record HostSql(String name, EmbeddedPostgresServer server) {

    /** The answer of an expression; null is false. */
    boolean isTrue(String expression) {
        return Boolean.TRUE.equals(ask("select " + expression, Boolean.class));
    }

    /** The text of an expression. */
    String text(String expression) {
        return String.valueOf(ask("select (" + expression + ")::text", String.class));
    }

    private <T> T ask(String query, Class<T> type) {
        requireRunning();
        try {
            return DSL.using(server.target().maintenanceDataSource(), SQLDialect.POSTGRES)
                    .fetchSingle(query)
                    .get(0, type);
        } catch (DataAccessException e) {
            throw failed(query, e);
        }
    }

    void execute(String sql) {
        requireRunning();
        try {
            DSL.using(server.target().maintenanceDataSource(), SQLDialect.POSTGRES)
                    .connection(connection -> {
                        try (var statement = connection.createStatement()) {
                            statement.execute(sql);
                        }
                    });
        } catch (DataAccessException e) {
            throw failed(sql, e);
        }
    }

    /**
     * For good. A session that begins with the new value was forked after the server had told all of its processes to read it.
     *
     * @param value as in pg_settings, so without a unit
     */
    void set(String setting, String value) {
        String literal = "'" + value.replace("'", "''") + "'";
        execute("alter system set " + setting + " = " + literal);
        execute("select pg_reload_conf()");
        await(
                setting + " = " + value,
                () -> isTrue("(select setting from pg_settings where name = '" + setting + "') = " + literal));
    }

    /** Blocks until it holds, a minute at most. */
    void await(String what, BooleanSupplier holds) {
        Waiting.until(what + " on host " + name, holds, server.directory()::logTail);
    }

    void requireRunning() {
        if (server.isDown()) {
            throw new IllegalStateException("host " + name + " does not run; start it first");
        }
    }

    private IllegalStateException failed(String sql, DataAccessException e) {
        return new IllegalStateException(
                "host " + name + " did not run " + sql + ": " + e.getMessage() + "\nThe end of its log:\n"
                        + server.directory().logTail(),
                e);
    }
}
