package io.pgstride.aggregation.counter;

import static io.pgstride.aggregation.storm.Shop.CUSTOMERS;
import static io.pgstride.aggregation.storm.Shop.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.aggregation.storm.Shop;
import io.pgstride.core.transaction.Retry;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.core.transaction.Transactions;
import io.pgstride.testing.PostgresTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Counters that the application keeps: deltas are gathered in the transaction and flushed at its commit. */
@PostgresTest
class CounterByApplicationTest {
    private static final int ROUNDS = 50;

    private final DataSource dataSource;
    private final DSLContext dsl;

    CounterByApplicationTest(DataSource dataSource, DSLContext dsl) {
        this.dataSource = dataSource;
        this.dsl = dsl;
    }

    static Stream<CounterStorage> storages() {
        return Stream.of(CounterStorage.column(), CounterStorage.slots(4), CounterStorage.ledger());
    }

    @BeforeEach
    void create() {
        Shop.create(dsl);
        Shop.customers(dsl, 20);
    }

    private Counter<Long, Long> counter(CounterStorage storage) {
        Counter<Long, Long> counter = Counter.of(CUSTOMERS, CUSTOMERS.orders)
                .counting(ORDERS, ORDERS.customer)
                .storage(storage)
                .keptByApplication()
                .build();
        counter.install(dataSource);
        return counter;
    }

    @ParameterizedTest
    @MethodSource("storages")
    void deltasAreFlushedAtCommit(CounterStorage storage) {
        Counter<Long, Long> counter = counter(storage);
        Transactions.on(dataSource).run(tx -> {
            counter.add(tx, 7L, 2L);
            counter.add(tx, 3L, 5L);
            counter.add(tx, 7L, -1L);
            assertThat(counter.read(tx, 7L)).contains(0L);
        });
        assertThat(counter.read(dsl, 7L)).contains(1L);
        assertThat(counter.read(dsl, 3L)).contains(5L);
        assertThat(counter.read(dsl, 99L)).isEmpty();
        assertThat(dsl.select(DSL.sum(counter.exact(CUSTOMERS.id)))
                        .from(CUSTOMERS)
                        .fetchSingle()
                        .value1())
                .isEqualByComparingTo("6");
    }

    @ParameterizedTest
    @MethodSource("storages")
    void whatIsRolledBackIsNotCounted(CounterStorage storage) {
        Counter<Long, Long> counter = counter(storage);
        Transactions.on(dataSource).run(tx -> {
            counter.add(tx, 1L, 1L);
            assertThatThrownBy(() -> tx.transaction(nested -> {
                        counter.add(nested.dsl(), 1L, 10L);
                        counter.add(nested.dsl(), 2L, 10L);
                        throw new IllegalStateException("back to the savepoint");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            counter.add(tx, 1L, 100L);
        });
        assertThatThrownBy(() -> Transactions.on(dataSource).run(tx -> {
                    counter.add(tx, 1L, 1_000L);
                    throw new IllegalStateException("back altogether");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(counter.read(dsl, 1L)).contains(101L);
        assertThat(counter.read(dsl, 2L)).contains(0L);
    }

    @ParameterizedTest
    @MethodSource("storages")
    void withoutHooksEachCallIsAStatementOfTheTransaction(CounterStorage storage) {
        Counter<Long, Long> counter = counter(storage);
        DSLContext plain = DSL.using(dataSource, SQLDialect.POSTGRES);
        counter.add(plain, 1L, 3L);
        assertThat(counter.read(dsl, 1L)).contains(3L);
        plain.transaction(tx -> counter.add(tx.dsl(), 1L, 4L));
        assertThatThrownBy(() -> plain.transaction(tx -> {
                    counter.add(tx.dsl(), 1L, 5L);
                    throw new IllegalStateException("back");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(counter.read(dsl, 1L)).contains(7L);
        counter.add(DSL.using(TransactionHooks.wrap(dataSource), SQLDialect.POSTGRES), 1L, 1L);
        assertThat(counter.read(dsl, 1L)).contains(8L);
    }

    @Test
    void constraintsSetImmediateApplyThemAtOnce() {
        Counter<Long, Long> counter = counter(CounterStorage.column());
        dsl.transaction(tx -> {
            counter.add(tx.dsl(), 1L, 3L);
            tx.dsl().execute("set constraints all immediate");
            assertThat(counter.read(tx.dsl(), 1L)).contains(3L);
            counter.add(tx.dsl(), 1L, 4L);
            assertThat(counter.read(tx.dsl(), 1L)).contains(7L);
        });
        assertThat(counter.read(dsl, 1L)).contains(7L);
    }

    /** Two counters of one parent, changed in random order by many transactions; in the control the same updates where they are made. */
    @Test
    void transactionsDoNotDeadlockInWhateverOrderTheyCount() throws Exception {
        Counter<Long, Long> orders = counter(CounterStorage.column());
        Counter<Long, Long> total = Counter.of(CUSTOMERS, CUSTOMERS.total)
                .summing(ORDERS, ORDERS.customer, ORDERS.amount)
                .keptByApplication()
                .build();
        total.install(dataSource);
        assertThat(deadlocks((tx, key) -> (key % 2 == 0 ? orders : total).add(tx, key, 1L)))
                .isZero();
        assertThat(dsl.select(DSL.sum(CUSTOMERS.orders.plus(CUSTOMERS.total)))
                        .from(CUSTOMERS)
                        .fetchSingle()
                        .value1()
                        .intValue())
                .isEqualTo(8 * ROUNDS * 20);
        assertThat(deadlocks((tx, key) -> tx.update(CUSTOMERS)
                        .set(CUSTOMERS.orders, CUSTOMERS.orders.plus(1))
                        .where(CUSTOMERS.id.eq(key))
                        .execute()))
                .isPositive();
    }

    private interface Count {
        void in(DSLContext tx, Long key);
    }

    private int deadlocks(Count count) throws Exception {
        AtomicInteger deadlocks = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        CyclicBarrier together = new CyclicBarrier(8);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(threads.submit(() -> {
                    together.await();
                    for (int n = 0; n < ROUNDS && deadlocks.get() == 0; n++) {
                        count(count, deadlocks);
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return deadlocks.get();
    }

    private void count(Count count, AtomicInteger deadlocks) {
        List<Long> keys = new ArrayList<>(LongStream.rangeClosed(1, 20).boxed().toList());
        Collections.shuffle(keys);
        try {
            Transactions.on(dataSource).retry(Retry.none()).run(tx -> keys.forEach(key -> count.in(tx, key)));
        } catch (DataAccessException e) {
            assertThat(e.sqlState()).isEqualTo("40P01");
            deadlocks.incrementAndGet();
        }
    }

    @Test
    void aParentIsNotLockedBeforeTheCommit() throws Exception {
        Counter<Long, Long> counter = counter(CounterStorage.column());
        CountDownLatch other = new CountDownLatch(1);
        Transactions.on(dataSource).run(tx -> {
            counter.add(tx, 1L, 1L);
            Thread second = new Thread(() -> {
                counter.add(dsl, 1L, 1L);
                other.countDown();
            });
            second.start();
            assertThat(other.await(30, TimeUnit.SECONDS)).isTrue();
            second.join();
        });
        assertThat(counter.read(dsl, 1L)).contains(2L);
    }
}
