package io.pgstride.aggregation.storm;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * Writes orders of its own for whatever customers, in transactions of several statements in no order. Others never lock its orders, so that two writers meet only where a counter makes them.
 */
final class Writer {
    static final int CUSTOMERS = 30;
    private static final int WRITERS = 16;

    private final DataSource dataSource;
    private final int id;
    private final Random random;

    Writer(DataSource dataSource, int id, long seed) {
        this.dataSource = dataSource;
        this.id = id;
        this.random = new Random(seed + id);
    }

    void transaction() throws SQLException, IOException {
        try (Connection connection = dataSource.getConnection()) {
            if (random.nextInt(200) == 0 && id == 0) {
                run(connection, "truncate \"Shop\".orders");
                return;
            }
            connection.setAutoCommit(false);
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                step(connection);
            }
            if (random.nextInt(6) == 0) {
                connection.rollback();
            } else {
                connection.commit();
            }
        }
    }

    private void step(Connection connection) throws SQLException, IOException {
        switch (random.nextInt(8)) {
            case 0 -> run(connection, "delete from \"Shop\".orders where " + mine(5));
            case 1 -> run(connection, "update \"Shop\".orders set customer_id = " + customer() + " where " + mine(4));
            case 2 ->
                run(
                        connection,
                        "update \"Shop\".orders set \"select\" = \"select\" + 1, state = 'paid' where " + mine(3));
            case 3 -> insert(connection, 50);
            case 4 -> copy(connection);
            case 5 -> inSavepoint(connection);
            default -> insert(connection, 1 + random.nextInt(3));
        }
    }

    private void inSavepoint(Connection connection) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        insert(connection, 3);
        run(connection, "delete from \"Shop\".orders where " + mine(2));
        if (random.nextBoolean()) {
            connection.rollback(savepoint);
        }
        insert(connection, 1);
    }

    private void insert(Connection connection, int rows) throws SQLException {
        run(
                connection,
                "insert into \"Shop\".orders (id, customer_id, state, \"select\") select nextval('\"Shop\".orders_id_seq') * "
                        + WRITERS + " + " + id
                        + ", 1 + floor(random() * " + CUSTOMERS
                        + "), case when random() < 0.3 then 'open' else 'paid' end::\"Shop\".state, n from generate_series(1, "
                        + rows + ") n");
    }

    private void copy(Connection connection) throws SQLException, IOException {
        long first = Math.abs(random.nextLong() >>> 8);
        String lines = IntStream.range(0, 5)
                .mapToObj(n -> (first / WRITERS + n) * WRITERS + id + "\t" + customer() + "\tpaid\t" + n)
                .collect(Collectors.joining("\n"));
        connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn(
                        "copy \"Shop\".orders (id, customer_id, state, \"select\") from stdin",
                        new StringReader(lines));
    }

    private int customer() {
        return 1 + random.nextInt(CUSTOMERS);
    }

    private String mine(int most) {
        return "id in (select id from \"Shop\".orders where id % " + WRITERS + " = " + id + " limit " + most + ")";
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
