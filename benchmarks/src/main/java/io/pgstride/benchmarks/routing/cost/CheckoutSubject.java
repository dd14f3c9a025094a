package io.pgstride.benchmarks.routing.cost;

import io.pgstride.benchmarks.routing.Bank;
import io.pgstride.benchmarks.run.Answer;
import io.pgstride.benchmarks.run.Outcome;
import io.pgstride.benchmarks.run.Subject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import javax.sql.DataSource;

/** A DataSource from which a connection is taken for each query. */
final class CheckoutSubject implements Subject {
    private final DataSource anything;
    private final DataSource reading;
    private final Closing closing;
    private final Random random = new Random(42);

    /** With one DataSource for both, which goes by {@code setReadOnly}. */
    CheckoutSubject(DataSource dataSource, Closing closing) {
        this(dataSource, dataSource, closing);
    }

    CheckoutSubject(DataSource anything, DataSource reading, Closing closing) {
        this.anything = anything;
        this.reading = reading;
        this.closing = closing;
    }

    /** On the primary, as nothing is said. */
    Outcome query() throws SQLException {
        try (Connection connection = anything.getConnection()) {
            return query(connection);
        }
    }

    /** On the replica. */
    Outcome readOnlyQuery() throws SQLException {
        try (Connection connection = reading.getConnection()) {
            connection.setReadOnly(true);
            return query(connection);
        }
    }

    private Outcome query(Connection connection) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT id, version, pg_is_in_recovery() FROM account WHERE id = ?")) {
            int id = 1 + random.nextInt(Bank.ACCOUNTS);
            select.setInt(1, id);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return Outcome.one(new Answer(List.of(row.getInt(1) - id, row.getBoolean(3))));
            }
        }
    }

    @Override
    public void close() throws SQLException {
        closing.close();
    }

    /** Closes what lies below. */
    @FunctionalInterface
    interface Closing {
        void close() throws SQLException;
    }
}
