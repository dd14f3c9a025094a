package io.pgstride.aggregation.counter;

import static io.pgstride.aggregation.storm.Shop.CUSTOMERS;
import static io.pgstride.aggregation.storm.Shop.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgstride.aggregation.storm.Shop;
import io.pgstride.testing.PostgresTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who waits for whom at commit, beside what else locks parents: never in a circle, one step at a time. */
@PostgresTest
class LockOrderTest {
    private final DataSource dataSource;
    private final DSLContext dsl;

    LockOrderTest(DataSource dataSource, DSLContext dsl) {
        this.dataSource = dataSource;
        this.dsl = dsl;
    }

    @BeforeEach
    void create() {
        Shop.create(dsl);
        Shop.customers(dsl, 5);
    }

    private Counter<Long, Long> paid(CounterStorage storage) {
        return Counter.of(CUSTOMERS, CUSTOMERS.orders)
                .counting(ORDERS, ORDERS.customer)
                .where(ORDERS.state.cast(String.class).ne("open"))
                .storage(storage)
                .build();
    }

    @Test
    void aRollUpTakesNothingBeforeItHasAllParents() throws SQLException {
        Counter<Long, Long> paid = paid(CounterStorage.slots(2));
        paid.install(dataSource);
        dsl.execute("insert into \"Shop\".\"the customers_order count_slot\" values (3, 0, 0), (3, 1, 0), (5, 0, 0)");
        try (Connection writer = opened()) {
            run(writer, "update \"Shop\".\"the customers\" set name = 'new' where id = 5");
            run(writer, "insert into \"Shop\".orders (customer_id, state) values (3, 'paid')");
            CompletableFuture<Long> rollUp = CompletableFuture.supplyAsync(() -> paid.rollUp(dataSource));
            await().until(() -> waiting("%_roll_up%") == 1);
            writer.commit();
            assertThat(rollUp.join()).isEqualTo(3);
        }
        assertThat(paid.drift(dsl).isNone()).isTrue();
    }

    /** Of three counters the middle one has slots, of which two writers meet in one half of the rounds. */
    @Test
    void slotsAreTakenBesideColumnsInOneOrder() throws SQLException {
        Counter<Long, Integer> gone = Counter.of(CUSTOMERS, CUSTOMERS.dearest)
                .counting(ORDERS, ORDERS.customer)
                .where(ORDERS.state.cast(String.class).eq("gone"))
                .name("a")
                .build();
        Counter<Long, Long> paid = paid(CounterStorage.slots(2));
        Counter<Long, Long> total = Counter.of(CUSTOMERS, CUSTOMERS.total)
                .summing(ORDERS, ORDERS.customer, ORDERS.amount)
                .build();
        List<Counter<Long, ?>> counters = List.of(gone, paid, total);
        counters.forEach(counter -> counter.install(dataSource));
        dsl.execute("insert into \"Shop\".\"the customers_order count_slot\" values (3, 0, 0), (3, 1, 0)");
        for (int round = 0; round < 20; round++) {
            try (Connection slotAndColumn = opened();
                    Connection all = opened();
                    Connection parent = opened()) {
                run(slotAndColumn, insert("(3, 'paid', 0), (5, 'open', 1)"));
                run(all, insert("(3, 'gone', 0)"));
                run(parent, "update \"Shop\".\"the customers\" set name = 'new' where id = 5");
                run(parent, insert("(3, 'open', 1)"));
                CompletableFuture<Void> first = commit(slotAndColumn);
                await().until(() -> waiting("commit") == 1);
                CompletableFuture<Void> second = commit(all);
                await().until(() -> second.isDone() || waiting("commit") == 2);
                parent.commit();
                first.join();
                second.join();
            }
        }
        counters.forEach(counter ->
                assertThat(counter.drift(dsl).isNone()).as("%s", counter).isTrue());
    }

    /** The sessions that wait for a lock in such a statement. */
    private int waiting(String statement) {
        return dsl.fetchSingle(
                        "select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ilike ?",
                        statement)
                .get(0, int.class);
    }

    /** It sees a deadlock before anybody else does. */
    private Connection opened() throws SQLException {
        Connection connection = dataSource.getConnection();
        run(connection, "set deadlock_timeout = '10ms'");
        connection.setAutoCommit(false);
        return connection;
    }

    private static CompletableFuture<Void> commit(Connection connection) {
        return CompletableFuture.runAsync(() -> {
            try {
                connection.commit();
            } catch (SQLException e) {
                throw new CompletionException(e);
            }
        });
    }

    private static String insert(String rows) {
        return "insert into \"Shop\".orders (customer_id, state, \"select\") values " + rows;
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
