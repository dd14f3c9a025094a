package io.pgstride.aggregation.derived;

import static io.pgstride.aggregation.storm.Shop.CUSTOMERS;
import static io.pgstride.aggregation.storm.Shop.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgstride.aggregation.storm.Shop;
import io.pgstride.core.transaction.Isolation;
import io.pgstride.core.transaction.Retry;
import io.pgstride.core.transaction.Transactions;
import io.pgstride.testing.PostgresTest;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each kind of statement does to derived columns, and two transactions at once. */
@PostgresTest
class DerivedColumnTest {
    private static final DerivedColumn NAME =
            DerivedColumn.of(ORDERS, ORDERS.customerName).copyOf(CUSTOMERS, CUSTOMERS.called, ORDERS.customer);
    private static final DerivedColumn DEAREST = DerivedColumn.of(CUSTOMERS, CUSTOMERS.dearest)
            .where(ORDERS.state.cast(String.class).ne("gone"))
            .maxOf(ORDERS, ORDERS.customer, ORDERS.amount);
    private static final DerivedColumn AVERAGE = DerivedColumn.of(
                    CUSTOMERS, DSL.field(DSL.name("average"), SQLDataType.NUMERIC(12, 3)))
            .where(ORDERS.state.cast(String.class).ne("gone"))
            .avgOf(ORDERS, ORDERS.customer, ORDERS.amount);

    private final DataSource dataSource;
    private final DSLContext dsl;

    DerivedColumnTest(DataSource dataSource, DSLContext dsl) {
        this.dataSource = dataSource;
        this.dsl = dsl;
    }

    @BeforeEach
    void create() {
        Shop.create(dsl);
        Shop.customers(dsl, 5);
        dsl.execute("update \"Shop\".\"the customers\" set name = 'c' || id");
        dsl.execute(
                "insert into \"Shop\".orders (customer_id, \"select\") select 1 + n % 5, n from generate_series(1, 40) n");
        List.of(NAME, DEAREST, AVERAGE).forEach(column -> column.install(dataSource));
    }

    private void assertRight(String after) {
        for (DerivedColumn column : List.of(NAME, DEAREST, AVERAGE)) {
            assertThat(column.drift(dsl).examples())
                    .as("%s after %s", column, after)
                    .isEmpty();
        }
    }

    @Test
    void followEveryStatement() {
        assertThat(NAME.repair(dataSource).wrong()).isEqualTo(40);
        assertThat(DEAREST.repair(dataSource).wrong()).isEqualTo(5);
        assertThat(AVERAGE.repair(dataSource).wrong()).isEqualTo(5);
        assertThat(dsl.fetchValue("select average from \"Shop\".\"the customers\" where id = 1"))
                .isEqualTo(new BigDecimal("22.500"));
        assertRight("repair");
        for (String statement : List.of(
                "insert into \"Shop\".orders (customer_id, \"select\") values (1, 100), (2, null), (null, 7)",
                "update \"Shop\".orders set \"select\" = -\"select\" where id % 3 = 0",
                "update \"Shop\".orders set customer_id = customer_id % 5 + 1",
                "update \"Shop\".orders set customer_id = null where id = 7",
                "update \"Shop\".orders set \"select\" = 7 where id = 8",
                "update \"Shop\".orders set state = 'gone' where \"select\" > 30",
                "delete from \"Shop\".orders where \"select\" > 25",
                "update \"Shop\".\"the customers\" set name = name || '!' where id < 4",
                "update \"Shop\".orders set \"customer name\" = 'forged' where id % 2 = 0",
                "update \"Shop\".\"the customers\" set id = 50 where id = 5",
                "begin; update \"Shop\".\"the customers\" set name = 'twice' where id = 1; insert into \"Shop\".orders (customer_id, \"select\") values (1, 500); update \"Shop\".\"the customers\" set name = 'thrice' where id = 1; commit",
                "begin; delete from \"Shop\".orders; rollback",
                "delete from \"Shop\".\"the customers\" where id = 2",
                "begin; insert into \"Shop\".orders (customer_id, \"select\") values (1, 900); truncate \"Shop\".orders; insert into \"Shop\".orders (customer_id, \"select\") values (3, 2); commit",
                "truncate \"Shop\".orders")) {
            dsl.execute(statement);
            assertRight(statement);
        }
        assertThat(dsl.fetchCount(DSL.table(DSL.name("Shop", "pgstride_pending"))))
                .isZero();
        dsl.execute(NAME.ddl().drop());
        dsl.execute(DEAREST.ddl().drop());
        dsl.execute(AVERAGE.ddl().drop());
        dsl.execute("insert into \"Shop\".orders (customer_id, \"select\") values (1, 100)");
    }

    @Test
    void aCopyIsThereAtOnce() {
        assertThat(dsl.insertInto(ORDERS, ORDERS.customer)
                        .values(3L)
                        .returning(ORDERS.customerName)
                        .fetchSingle(ORDERS.customerName))
                .isEqualTo("c3");
    }

    /** One renames the parent and has not committed, the other one inserts a row, which finds the old name; in either order of commits. */
    @Test
    void aRowThatComesWhileItsParentIsRenamedHasTheNewName() throws Exception {
        for (boolean insertFirst : new boolean[] {true, false}) {
            dsl.execute("update \"Shop\".\"the customers\" set name = 'old' where id = 1");
            try (Connection renaming = dataSource.getConnection();
                    Connection inserting = dataSource.getConnection()) {
                renaming.setAutoCommit(false);
                inserting.setAutoCommit(false);
                run(renaming, "update \"Shop\".\"the customers\" set name = 'new' where id = 1");
                run(inserting, "insert into \"Shop\".orders (customer_id) values (1)");
                Connection first = insertFirst ? inserting : renaming;
                CompletableFuture<Void> committing = CompletableFuture.runAsync(() -> commit(first));
                if (insertFirst) {
                    await().until(() -> dsl.fetchSingle("select count(*) from pg_locks where not granted")
                                    .get(0, int.class)
                            > 0);
                } else {
                    committing.join();
                }
                commit(insertFirst ? renaming : inserting);
                committing.get(30, TimeUnit.SECONDS);
            }
            assertThat(dsl.fetchCount(ORDERS, ORDERS.customer.eq(1L).and(ORDERS.customerName.ne("new"))))
                    .isZero();
        }
    }

    /** The two of them see only their own row while they write; the later one to commit sees both. */
    @Test
    void theLaterOfTwoSeesTheRowOfTheOther() throws Exception {
        List.of(NAME, DEAREST, AVERAGE).forEach(column -> column.repair(dataSource));
        try (Connection one = dataSource.getConnection();
                Connection other = dataSource.getConnection()) {
            one.setAutoCommit(false);
            other.setAutoCommit(false);
            run(one, "insert into \"Shop\".orders (customer_id, \"select\") values (1, 1000)");
            run(other, "delete from \"Shop\".orders where \"select\" > 30");
            commit(one);
            commit(other);
        }
        assertThat(dsl.select(CUSTOMERS.dearest)
                        .from(CUSTOMERS)
                        .where(CUSTOMERS.id.eq(1L))
                        .fetchSingle()
                        .value1())
                .isEqualTo(1000);
        assertRight("both");
    }

    @Test
    void anOlderSnapshotIsRefused() {
        Transactions repeatable =
                Transactions.on(dataSource).isolation(Isolation.REPEATABLE_READ).retry(Retry.none());
        assertThatThrownBy(() -> repeatable.run(tx -> tx.deleteFrom(ORDERS).execute()))
                .hasStackTraceContaining("kept at READ COMMITTED only");
        assertThatThrownBy(() -> repeatable.run(
                        tx -> tx.update(CUSTOMERS).set(CUSTOMERS.called, "x").execute()))
                .hasStackTraceContaining("kept at READ COMMITTED only");
    }

    @Test
    void theApplicationSaysWhatChanged() {
        dsl.execute(DEAREST.ddl().drop());
        dsl.execute(AVERAGE.ddl().drop());
        DerivedColumn kept = DerivedColumn.of(CUSTOMERS, CUSTOMERS.dearest)
                .keptByApplication()
                .minOf(ORDERS, ORDERS.customer, ORDERS.amount);
        kept.install(dataSource);
        kept.repair(dataSource);
        Transactions.on(dataSource).run(tx -> {
            tx.deleteFrom(ORDERS).where(ORDERS.amount.lt(20)).execute();
            kept.touch(tx, List.of(1L, 2L, 3L, 4L, 5L));
        });
        assertThat(kept.drift(dsl)).isEqualTo(new DerivedDrift(5, 0, List.of()));
    }

    @Test
    void aCopyTakesNoCondition() {
        assertThatThrownBy(() -> DerivedColumn.of(ORDERS, ORDERS.customerName)
                        .where(ORDERS.id.gt(1L))
                        .copyOf(CUSTOMERS, CUSTOMERS.called, ORDERS.customer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("leave where(...) out");
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void averagesOfFloatingPointAreRefused() {
        assertThatThrownBy(() -> DerivedColumn.of(CUSTOMERS, DSL.field(DSL.name("average"), SQLDataType.DOUBLE))
                        .avgOf(ORDERS, ORDERS.customer, DSL.field(DSL.name("weight"), SQLDataType.DOUBLE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("weight");
    }
}
