package io.pgstride.aggregation.storm;

import static io.pgstride.aggregation.storm.Shop.CUSTOMERS;
import static io.pgstride.aggregation.storm.Shop.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgstride.aggregation.counter.Counter;
import io.pgstride.aggregation.counter.CounterStorage;
import io.pgstride.aggregation.derived.DerivedColumn;
import io.pgstride.aggregation.summary.SummaryBuilder;
import io.pgstride.aggregation.summary.SummaryTable;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresServer;
import io.pgstride.testing.PostgresTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sixteen writers that are killed, and beside them repairs, roll-ups and conversions: counters are right at every look. Other ways are not, in the same storm. */
@PostgresTest
class StormTest {
    private static final int ROUNDS = 3 * Integer.getInteger("pgstride.stress", 1);

    private final PostgresDatabase database;
    private final DataSource dataSource;
    private final DSLContext dsl;
    private final long seed = ThreadLocalRandom.current().nextLong();

    private final ExecutorService threads = Executors.newFixedThreadPool(4);

    StormTest(PostgresDatabase database) {
        this.database = database;
        this.dataSource = database.dataSource();
        this.dsl = database.dsl();
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @BeforeEach
    void create() {
        Shop.create(dsl);
        Shop.customers(dsl, Writer.CUSTOMERS);
    }

    private static Counter<Long, Long> paid(CounterStorage storage) {
        return Counter.of(CUSTOMERS, CUSTOMERS.orders)
                .counting(ORDERS, ORDERS.customer)
                .where(ORDERS.state.cast(String.class).ne("open"))
                .storage(storage)
                .build();
    }

    private static Counter<Long, Long> total(CounterStorage storage) {
        return Counter.of(CUSTOMERS, CUSTOMERS.total)
                .summing(ORDERS, ORDERS.customer, ORDERS.amount)
                .storage(storage)
                .build();
    }

    @Test
    void countersAreRightThroughout() {
        List<CounterStorage> storages =
                List.of(CounterStorage.column(), CounterStorage.slots(8), CounterStorage.ledger());
        paid(storages.get(0)).install(dataSource);
        total(storages.get(0)).install(dataSource);
        try (Storm storm = new Storm(database, seed)) {
            for (int round = 1; round <= ROUNDS; round++) {
                Counter<Long, Long> paid = paid(storages.get(round % 3));
                Counter<Long, Long> total = total(storages.get((round + 1) % 3));
                spoil(round);
                assertThat(paid.repair(dataSource).wrong()).isEqualTo(2);
                assertThat(paid.repair(dataSource).isNone()).isTrue();
                paid.convert(dataSource, Duration.ofSeconds(30));
                look(paid, total);
                total.convert(dataSource, Duration.ofSeconds(30));
                look(paid, total);
                paid.rollUp(dataSource);
                total.rollUp(dataSource);
                look(paid, total);
                storm.killOne();
                assertThat(storm.failures()).as("seed %d", seed).isEmpty();
            }
            look(paid(storages.get(0)), total(storages.get(0)));
        }
    }

    /** What was pending in the crash was of nobody who has committed. */
    @Test
    void aServerThatCrashesLeavesThemRight() {
        try (PostgresServer server = PostgresServer.builder().start();
                PostgresDatabase own = server.createDatabase("crash")) {
            Shop.create(own.dsl());
            Shop.customers(own.dsl(), Writer.CUSTOMERS);
            List<Counter<Long, Long>> counters = List.of(paid(CounterStorage.column()), total(CounterStorage.slots(8)));
            counters.forEach(counter -> counter.install(own.dataSource()));
            try (Storm storm = new Storm(own, seed)) {
                storm.awaitWorking();
                server.restart();
                counters.forEach(
                        counter -> assertThat(counter.drift(own.dsl()).isNone()).isTrue());
                storm.killOne();
            }
            counters.forEach(
                    counter -> assertThat(counter.drift(own.dsl()).isNone()).isTrue());
            assertThat(own.dsl().fetchCount(DSL.table(DSL.name("Shop", "pgstride_pending"))))
                    .isZero();
        }
    }

    @Test
    void derivedColumnsAreRightThroughout() {
        DerivedColumn dearest =
                DerivedColumn.of(CUSTOMERS, CUSTOMERS.dearest).maxOf(ORDERS, ORDERS.customer, ORDERS.amount);
        DerivedColumn name =
                DerivedColumn.of(ORDERS, ORDERS.customerName).copyOf(CUSTOMERS, CUSTOMERS.called, ORDERS.customer);
        List<DerivedColumn> columns = List.of(dearest, name);
        columns.forEach(column -> column.install(dataSource));
        try (Storm storm = new Storm(database, seed)) {
            for (int round = 1; round <= ROUNDS; round++) {
                storm.killOne();
                for (DerivedColumn column : columns) {
                    assertThat(column.drift(dsl).examples())
                            .as("%s, seed %d", column, seed)
                            .isEmpty();
                    assertThat(column.repair(dataSource).isNone()).isTrue();
                }
            }
            assertThat(storm.failures()).as("seed %d", seed).isEmpty();
        }
        columns.forEach(column -> assertThat(column.drift(dsl).isNone()).isTrue());
    }

    /** Two at once refresh each summary, and it is right whenever its queue counts in, and in the end without. */
    @Test
    void summariesAreRightThroughout() {
        List<SummaryTable> summaries =
                List.of(summary("by deltas").byDeltas(), summary("by keys").byDirtyKeys());
        summaries.forEach(summary -> summary.install(dataSource));
        try (Storm storm = new Storm(database, seed)) {
            for (int round = 1; round <= ROUNDS; round++) {
                for (SummaryTable summary : summaries) {
                    CompletableFuture<?> other = CompletableFuture.runAsync(() -> summary.refresh(dataSource), threads);
                    summary.refresh(dataSource);
                    other.join();
                    assertThat(summary.drift(dsl))
                            .as("%s, seed %d", summary, seed)
                            .isZero();
                    assertThat(summary.repair(dataSource)).isZero();
                }
                storm.killOne();
            }
            assertThat(storm.failures()).as("seed %d", seed).isEmpty();
        }
        for (SummaryTable summary : summaries) {
            summary.refresh(dataSource);
            assertThat(summary.staleness(dsl)).isEmpty();
            assertThat(summary.drift(dsl)).as("%s, seed %d", summary, seed).isZero();
        }
    }

    /** Where several take from the queue what the others have not, as workers of a job queue do, an older snapshot writes over a newer one. */
    @Test
    void twoRefreshesAtOnceWouldLoseChanges() {
        SummaryTable summary = summary("by keys").byDirtyKeys();
        summary.install(dataSource);
        String refresh = dsl.fetchSingle(
                        "select pg_get_functiondef('\"Shop\".\"by keys_refresh\"(integer)'::regprocedure)")
                .get(0, String.class);
        String queue = "\"Shop\".\"by keys_queue\"";
        String begin = "q.ctid <= (select max(x.ctid) from (select y.ctid from " + queue + " as y limit most) as x)";
        assertThat(refresh).contains("not pg_try_advisory_xact_lock").contains(begin);
        dsl.execute(refresh.replace("not pg_try_advisory_xact_lock", "false and pg_try_advisory_xact_lock")
                .replace(
                        begin,
                        "q.ctid = any (array(select x.ctid from " + queue
                                + " as x limit most for update skip locked))"));
        try (Storm storm = new Storm(database, seed)) {
            storm.awaitWorking();
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                CompletableFuture<?>[] all = Stream.generate(
                                () -> CompletableFuture.runAsync(() -> summary.refresh(dataSource), threads))
                        .limit(4)
                        .toArray(CompletableFuture<?>[]::new);
                CompletableFuture.allOf(all).join();
                return summary.drift(dsl) > 0;
            });
        }
    }

    private static SummaryBuilder summary(String name) {
        return SummaryTable.of(DSL.table(DSL.name("Shop", name)))
                .from(ORDERS)
                .groupBy(CUSTOMERS.id, ORDERS.customer)
                .groupBy(ORDERS.state, ORDERS.state.cast(SQLDataType.VARCHAR))
                .count(CUSTOMERS.orders)
                .sum(CUSTOMERS.total, ORDERS.amount);
    }

    /** A wrong value of before, as of a writer that went round the counter. */
    private void spoil(int round) {
        for (int id : List.of(
                round, round + 10)) { // each by itself, as one statement may lock them in another order than writers
            dsl.execute(
                    "update \"Shop\".\"the customers\" set \"order count\" = \"order count\" + 1000 where id = ?", id);
        }
    }

    private void look(Counter<Long, Long> paid, Counter<Long, Long> total) {
        assertThat(paid.drift(dsl).examples()).as("seed %d", seed).isEmpty();
        assertThat(total.drift(dsl).examples()).as("seed %d", seed).isEmpty();
    }

    @Test
    void settingThemToWhatIsCountedLosesWhatIsWrittenMeanwhile() {
        Counter<Long, Long> paid = paid(CounterStorage.column());
        paid.install(dataSource);
        try (Storm storm = new Storm(database, seed)) {
            storm.awaitWorking();
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                setAll();
                return !paid.drift(dsl).isNone();
            });
        }
    }

    /** Which may deadlock, too. */
    private void setAll() {
        try {
            dsl.execute("""
                    update "Shop"."the customers" c set "order count" =
                    (select count(*) from "Shop".orders o where o.customer_id = c.id and o.state <> 'open')
                    """);
        } catch (DataAccessException e) {
            assertThat(e.sqlState()).isEqualTo("40P01");
        }
    }

    @Test
    void triggersThatChangeTheParentAtOnceDeadlock() {
        dsl.execute("""
                alter table "Shop"."the customers" add column "order count" bigint not null default 0;
                create function "Shop".naive() returns trigger language plpgsql as $$
                begin
                    if tg_op <> 'INSERT' then
                        update "Shop"."the customers" set "order count" = "order count" - 1 where id = old.customer_id;
                    end if;
                    if tg_op <> 'DELETE' then
                        update "Shop"."the customers" set "order count" = "order count" + 1 where id = new.customer_id;
                    end if;
                    return null;
                end $$;
                create trigger naive after insert or update or delete on "Shop".orders for each row execute function "Shop".naive();
                """);
        try (Storm storm = new Storm(database, seed)) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> storm.failures().stream().anyMatch(line -> line.startsWith("40P01")));
        }
    }
}
