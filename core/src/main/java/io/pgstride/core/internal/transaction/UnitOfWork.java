package io.pgstride.core.internal.transaction;

import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;

import io.pgstride.core.PgstrideException;
import io.pgstride.core.transaction.Isolation;
import io.pgstride.core.transaction.Work;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DefaultConnectionProvider;
import org.jooq.impl.DefaultTransactionProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one transaction is opened, run and ended; an immutable value.
 *
 * @param timeouts PostgreSQL settings and their values in milliseconds
 */
public record UnitOfWork(
        Configuration configuration,
        boolean readOnly,
        @Nullable Isolation isolation,
        Map<String, Integer> timeouts) {
    private static final Logger LOG = LoggerFactory.getLogger(UnitOfWork.class);
    private static final String TRANSACTION_TIMEOUT = "transaction_timeout";

    /** A plain one. */
    public static UnitOfWork with(Configuration configuration) {
        return new UnitOfWork(configuration, false, null, Map.of());
    }

    /** With another configuration. */
    public UnitOfWork configuration(Configuration other) {
        return new UnitOfWork(UnitConfiguration.of(other), readOnly, isolation, timeouts);
    }

    /** Read-only or not. */
    public UnitOfWork readOnly(boolean value) {
        return new UnitOfWork(configuration, value, isolation, timeouts);
    }

    /** At a level. */
    public UnitOfWork isolation(Isolation level) {
        return new UnitOfWork(configuration, readOnly, level, timeouts);
    }

    /** With a timeout. */
    public UnitOfWork setting(String setting, Duration timeout) {
        if (timeout.compareTo(Duration.ofMillis(1)) < 0
                || timeout.compareTo(Duration.ofMillis(Integer.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException(setting + " of " + timeout
                    + " is out of range; PostgreSQL takes 1 ms to " + Integer.MAX_VALUE + " ms");
        }
        Map<String, Integer> changed = new TreeMap<>(timeouts);
        changed.put(setting, (int) timeout.toMillis());
        return new UnitOfWork(configuration, readOnly, isolation, Collections.unmodifiableMap(changed));
    }

    /** Runs the work once, in a transaction of its own. */
    public <T extends @Nullable Object, X extends Exception> T run(DataSource dataSource, Work<T, X> work) throws X {
        Connection connection = take(dataSource);
        try {
            boolean restore = makeReady(connection);
            try {
                return new OneRun<>(work, this::prepare).on(HookLookup.scope(connection), on(connection));
            } finally {
                if (restore) {
                    restoreReadWrite(connection);
                }
            }
        } finally {
            giveBack(connection);
        }
    }

    private Configuration on(Connection connection) {
        DefaultConnectionProvider provider = new DefaultConnectionProvider(connection);
        return configuration.derive().set(provider).set(new DefaultTransactionProvider(provider));
    }

    /** Returns whether the connection became read-only here. */
    private boolean makeReady(Connection connection) {
        try {
            refuseOpenTransaction(connection);
            refuseMissingTimeout(connection);
            if (!readOnly || connection.isReadOnly()) {
                return false;
            }
            connection.setReadOnly(true);
            return true;
        } catch (SQLException e) {
            throw new DataAccessException("the connection could not be prepared for a transaction", e);
        }
    }

    private static void refuseOpenTransaction(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()
                && (!HookLookup.scope(connection).isEmpty()
                        || DriverState.open(connection)
                        || DriverState.failed(connection))) {
            throw new PgstrideException(
                    "the DataSource hands out a connection whose transaction is open already, as a"
                            + " framework's transaction-aware proxy does; a unit would end that one: give Transactions the pool");
        }
    }

    private void refuseMissingTimeout(Connection connection) throws SQLException {
        if (timeouts.containsKey(TRANSACTION_TIMEOUT)) {
            int major = connection.getMetaData().getDatabaseMajorVersion();
            if (major < 17) {
                throw new PgstrideException("transactionTimeout needs PostgreSQL 17 or later and this server is "
                        + major + "; use statementTimeout and lockTimeout");
            }
        }
    }

    private static void restoreReadWrite(Connection connection) {
        try {
            if (!connection.isClosed()) {
                connection.setReadOnly(false);
            }
        } catch (SQLException e) {
            LOG.debug("Transactions: a connection could not be made read-write again", e);
        }
    }

    private void prepare(DSLContext dsl) {
        List<Query> queries = new ArrayList<>();
        if (isolation != null) {
            queries.add(dsl.query("set transaction isolation level "
                    + switch (isolation) {
                        case READ_COMMITTED -> "read committed";
                        case REPEATABLE_READ -> "repeatable read";
                        case SERIALIZABLE -> "serializable";
                    }));
        }
        timeouts.forEach((setting, millis) -> queries.add(dsl.setLocal(name(setting), inline(millis))));
        if (!queries.isEmpty()) {
            dsl.batch(queries).execute();
        }
    }

    private static Connection take(DataSource dataSource) {
        try {
            return dataSource.getConnection();
        } catch (SQLException e) {
            throw new DataAccessException("no connection could be had from the DataSource", e);
        }
    }

    /** What was committed or thrown counts; that the connection was lost meanwhile is the pool's to know. */
    private static void giveBack(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("Transactions: a connection could not be closed", e);
        }
    }
}
