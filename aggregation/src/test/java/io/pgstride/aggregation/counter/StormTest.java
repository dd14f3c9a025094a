package io.pgstride.aggregation.counter;

import static io.pgstride.aggregation.counter.Shop.CUSTOMERS;
import static io.pgstride.aggregation.counter.Shop.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.jooq.DSLContext;
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

    StormTest(PostgresDatabase database) {
        this.database = database;
        this.dataSource = database.dataSource();
        this.dsl = database.dsl();
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

    /** A wrong value of before, as of a writer that went round the counter. */
    private void spoil(int round) {
        dsl.execute(
                "update \"Shop\".\"the customers\" set \"order count\" = \"order count\" + 1000 where id in (?, ?)",
                round,
                round + 10);
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
                dsl.execute("""
                        update "Shop"."the customers" c set "order count" =
                        (select count(*) from "Shop".orders o where o.customer_id = c.id and o.state <> 'open')
                        """);
                return !paid.drift(dsl).isNone();
            });
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
