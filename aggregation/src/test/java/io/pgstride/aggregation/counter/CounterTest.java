package io.pgstride.aggregation.counter;

import static io.pgstride.aggregation.storm.Shop.CUSTOMERS;
import static io.pgstride.aggregation.storm.Shop.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.aggregation.storm.Shop;
import io.pgstride.testing.PostgresTest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each kind of statement does to a counter that triggers keep, in each storage. */
@PostgresTest
class CounterTest {
    private final DataSource dataSource;
    private final DSLContext dsl;

    CounterTest(DataSource dataSource, DSLContext dsl) {
        this.dataSource = dataSource;
        this.dsl = dsl;
    }

    static Stream<CounterStorage> storages() {
        return Stream.of(CounterStorage.column(), CounterStorage.slots(4), CounterStorage.ledger());
    }

    @BeforeEach
    void create() {
        Shop.create(dsl);
        Shop.customers(dsl, 5);
    }

    private List<Counter<Long, Long>> installed(CounterStorage storage) {
        Counter<Long, Long> paid = Counter.of(CUSTOMERS, CUSTOMERS.orders)
                .counting(ORDERS, ORDERS.customer)
                .where(ORDERS.state.cast(String.class).ne("open"))
                .storage(storage)
                .build();
        Counter<Long, Long> total = Counter.of(CUSTOMERS, CUSTOMERS.total)
                .summing(ORDERS, ORDERS.customer, ORDERS.amount)
                .storage(storage)
                .build();
        List<Counter<Long, Long>> both = List.of(paid, total);
        both.forEach(counter -> counter.install(dataSource));
        return both;
    }

    @ParameterizedTest
    @MethodSource("storages")
    void followsEveryStatement(CounterStorage storage) {
        dsl.execute(
                "insert into \"Shop\".orders (customer_id, state, \"select\") select 1 + n % 5, 'paid', n from generate_series(1, 20) n");
        List<Counter<Long, Long>> counters = installed(storage);
        counters.forEach(counter -> {
            assertThat(counter.drift(dsl).wrong()).isEqualTo(5);
            assertThat(counter.repair(dataSource).wrong()).isEqualTo(5);
        });
        for (String statement : List.of(
                "insert into \"Shop\".orders (customer_id, state, \"select\") values (1, 'paid', 7), (2, 'open', 3), (null, 'paid', 9), (1, 'gone', null)",
                "update \"Shop\".orders set state = 'paid' where state = 'open'",
                "update \"Shop\".orders set customer_id = customer_id % 5 + 1",
                "update \"Shop\".orders set customer_id = null where id % 7 = 0",
                "update \"Shop\".orders set \"select\" = -\"select\", state = 'open' where id % 3 = 0",
                "delete from \"Shop\".orders where id % 4 = 0",
                "insert into \"Shop\".orders (id, customer_id, state, \"select\") values (1, 3, 'paid', 1), (1000, 3, 'paid', 5) on conflict (id) do update set customer_id = 4, \"select\" = 100",
                "update \"Shop\".\"the customers\" set id = 50 where id = 5",
                "delete from \"Shop\".\"the customers\" where id = 4",
                "insert into \"Shop\".\"the customers\" (id) values (4), (5)",
                "insert into \"Shop\".orders (customer_id, state, \"select\") values (4, 'paid', 2), (5, 'paid', 11)",
                "begin; delete from \"Shop\".\"the customers\" where id = 4; insert into \"Shop\".\"the customers\" (id) values (4); insert into \"Shop\".orders (customer_id, state) values (4, 'paid'); commit",
                "begin; insert into \"Shop\".orders (customer_id, state, \"select\") values (1, 'paid', 2); update \"Shop\".\"the customers\" set id = 60 where id = 1; commit",
                "begin; insert into \"Shop\".orders (customer_id, state, \"select\") values (2, 'paid', 2); savepoint s; delete from \"Shop\".orders; rollback to s; commit",
                "begin; delete from \"Shop\".orders; rollback",
                "begin; delete from \"Shop\".orders where customer_id = 2; truncate \"Shop\".orders; insert into \"Shop\".orders (customer_id, state, \"select\") values (3, 'paid', 2); commit",
                "truncate \"Shop\".\"the customers\" cascade",
                "insert into \"Shop\".\"the customers\" (id) values (1), (2), (3), (4), (5), (50)",
                "insert into \"Shop\".orders (customer_id, state, \"select\") values (1, 'paid', 2), (3, 'paid', 11)",
                "begin; insert into \"Shop\".orders (customer_id, state, \"select\") values (1, 'paid', 5); truncate \"Shop\".orders, \"Shop\".\"the customers\" cascade; insert into \"Shop\".\"the customers\" (id) values (1), (3); commit")) {
            dsl.execute(statement);
            counters.forEach(counter -> assertThat(counter.drift(dsl).examples())
                    .as("%s after %s", counter, statement)
                    .isEmpty());
        }
        assertThat(dsl.fetchCount(DSL.table("\"Shop\".pgstride_pending"))).isZero();
    }

    /** Who deletes a parent has locked it, and then forgets its changes; who rolls up locks in that order too. */
    @ParameterizedTest
    @MethodSource("storages")
    void aRollUpAndDeletesOfParentsDoNotDeadlock(CounterStorage storage) {
        List<Counter<Long, Long>> counters = installed(storage);
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> rollingUp = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                counters.forEach(counter -> counter.rollUp(dataSource));
            }
        });
        try {
            for (int i = 0; i < 100; i++) {
                dsl.execute(
                        "insert into \"Shop\".orders (customer_id, state, \"select\") select 1 + n % 5, 'paid', 1 from generate_series(1, 20) n");
                dsl.execute("delete from \"Shop\".\"the customers\" where id = 1 + ? % 5", i);
                dsl.execute("insert into \"Shop\".\"the customers\" (id) values (1 + ? % 5)", i);
            }
        } finally {
            over.set(true);
        }
        rollingUp.join();
        counters.forEach(counter ->
                assertThat(counter.drift(dsl).examples()).as("%s", counter).isEmpty());
    }
}
