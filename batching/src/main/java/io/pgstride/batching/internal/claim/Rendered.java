package io.pgstride.batching.internal.claim;

import io.pgstride.core.SqlTemplate;
import io.pgstride.core.UntypedText;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DefaultConfiguration;

/**
 * A statement whose text was made once from jOOQ's parts, and runs with other values each time: rendering a claim takes the client longer than
 * running it.
 *
 * <p>Under pgstride's {@linkplain #configuration() own configuration} it runs on the connection itself, which takes a third of the client's time
 * in jOOQ. The user's may have listeners, timeouts and the like, so that it runs through jOOQ.
 *
 * @param sql of the template, with a placeholder for each value
 * @param binds the names of the values
 */
record Rendered(SqlTemplate template, String sql, List<String> binds) {
    private static final String OWN = "pgstride.batching.own";
    private static final String LOCK_TIMEOUT = "select set_config('lock_timeout', ?, true); ";

    /** Reads what a query gives, which can be gone through twice. */
    @FunctionalInterface
    interface Reader<T> {
        T read(ResultSet rows) throws SQLException;
    }

    @FunctionalInterface
    private interface Execution<T> {
        T run(PreparedStatement statement) throws SQLException;
    }

    /** Of which it is known that nobody else has a part in how statements run. */
    static Configuration configuration() {
        Configuration own = new DefaultConfiguration().set(SQLDialect.POSTGRES);
        own.data(OWN, true);
        return own;
    }

    static Rendered of(DSLContext dsl, Query query) {
        SqlTemplate template = SqlTemplate.of(dsl, query);
        List<String> binds = new ArrayList<>();
        String sql = template.query(dsl, name -> {
                    binds.add(name);
                    return UntypedText.of(null);
                })
                .getSQL();
        return new Rendered(template, sql, List.copyOf(binds));
    }

    static boolean isDirect(DSLContext dsl) {
        Configuration configuration = dsl.configuration();
        return configuration.data(OWN) != null && configuration.executeListenerProviders().length == 0;
    }

    /**
     * On the connection itself.
     *
     * @throws UnreadableRowsException if the statement ran, and the reader failed
     */
    <T> T read(DSLContext dsl, Binds values, Reader<T> reader) {
        return direct(dsl, sql, List.of(), values, statement -> {
            try (ResultSet rows = statement.executeQuery()) {
                return read(rows, reader);
            }
        });
    }

    private static <T> T read(ResultSet rows, Reader<T> reader) {
        try {
            return reader.read(rows);
        } catch (SQLException | RuntimeException e) {
            throw new UnreadableRowsException(e);
        }
    }

    /**
     * As {@link #read(DSLContext, Binds, Reader)}, in a transaction of its own that fails with 55P03 where it waits for a lock for longer.
     *
     * <p>The limit costs no round trip and stays with the statement, also behind a pooler: the driver sends both ahead of one Sync, up to which the
     * server has one transaction where none is open, and the setting ends with that. Within the statement itself
     * it would come after the lock of the table.
     */
    <T> T read(DSLContext dsl, Duration lockTimeout, Binds values, Reader<T> reader) {
        return direct(dsl, LOCK_TIMEOUT + sql, List.of(millis(lockTimeout)), values, statement -> {
            statement.execute();
            statement.getMoreResults();
            try (ResultSet rows = statement.getResultSet()) {
                return read(rows, reader);
            }
        });
    }

    /** Zero would be none. */
    private static String millis(Duration time) {
        return String.valueOf(Math.min(Integer.MAX_VALUE, Math.max(1, time.toMillis())));
    }

    ResultQuery<Record> fetch(DSLContext dsl, Binds values) {
        return template.resultQuery(dsl, name -> UntypedText.of(values.get(name)));
    }

    int execute(DSLContext dsl, Binds values) {
        return isDirect(dsl)
                ? direct(dsl, sql, List.of(), values, PreparedStatement::executeUpdate)
                : template.query(dsl, name -> UntypedText.of(values.get(name))).execute();
    }

    private <T> T direct(DSLContext dsl, String text, List<String> first, Binds values, Execution<T> execution) {
        return dsl.connectionResult(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement(text, ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)) {
                int place = 1;
                for (String value : first) {
                    statement.setString(place++, value);
                }
                for (String name : binds) {
                    statement.setObject(place++, values.get(name), Types.OTHER);
                }
                return execution.run(statement);
            } catch (SQLException e) {
                throw new DataAccessException("SQL [" + text + "]; " + e.getMessage(), e);
            }
        });
    }
}
