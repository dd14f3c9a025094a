package io.pgstride.aggregation;

import static io.pgstride.aggregation.storm.Shop.CUSTOMERS;
import static io.pgstride.aggregation.storm.Shop.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.pgstride.aggregation.AggregateHealth.Limits;
import io.pgstride.aggregation.counter.Counter;
import io.pgstride.aggregation.counter.CounterStorage;
import io.pgstride.aggregation.derived.DerivedColumn;
import io.pgstride.aggregation.storm.Shop;
import io.pgstride.aggregation.summary.SummaryTable;
import io.pgstride.core.finding.Finding;
import io.pgstride.core.finding.FindingSource;
import io.pgstride.core.finding.FindingSources;
import io.pgstride.testing.PostgresTest;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class AggregateHealthTest {
    private static final Limits STRICT = new Limits(10, 2, Duration.ZERO);
    private static final Counter<Long, Long> TOTAL = Counter.of(CUSTOMERS, CUSTOMERS.total)
            .summing(ORDERS, ORDERS.customer, ORDERS.amount)
            .build();
    private static final Counter<Long, Long> LEDGER = Counter.of(CUSTOMERS, CUSTOMERS.total)
            .summing(ORDERS, ORDERS.customer, ORDERS.amount)
            .storage(CounterStorage.ledger())
            .build();
    private static final SummaryTable STATES = SummaryTable.of(table(name("Shop", "by state")))
            .from(ORDERS)
            .groupBy(field(name("state"), SQLDataType.CLOB), ORDERS.state.cast(SQLDataType.CLOB))
            .count(field(name("rows"), SQLDataType.BIGINT))
            .byDeltas();

    private final DataSource dataSource;
    private final DSLContext dsl;

    AggregateHealthTest(DataSource dataSource, DSLContext dsl) {
        this.dataSource = dataSource;
        this.dsl = dsl;
    }

    @BeforeEach
    void create() {
        Shop.create(dsl);
        Shop.customers(dsl, 5);
    }

    private void order(int rows) {
        dsl.execute(
                "insert into \"Shop\".orders (customer_id, state, \"select\") select 1 + n % 5, 'paid', n from generate_series(1, "
                        + rows + ") n");
    }

    private static List<String> keys(List<Finding> findings) {
        return findings.stream().map(Finding::key).toList();
    }

    private static AggregateHealth strict() {
        return new AggregateHealth().limits(STRICT);
    }

    @Test
    void isRegistered() {
        assertThat(FindingSources.load().sources())
                .extracting(FindingSource::id)
                .contains("aggregation.aggregates", "aggregation.stale-views");
    }

    @Test
    void aDisabledTriggerIsFoundAndMendedByItsFix() {
        TOTAL.install(dataSource);
        STATES.install(dataSource);
        AggregateHealth health = strict().measuring(TOTAL).measuring(STATES);
        assertThat(health.find(dsl)).isEmpty();
        dsl.execute("alter table \"Shop\".orders disable trigger all");
        order(20);
        List<Finding> found = health.find(dsl);
        assertThat(keys(found))
                .containsExactly("aggregation.disabled-trigger", "aggregation.drift", "aggregation.drift");
        assertThat(found.get(0).subject()).isEqualTo("\"Shop\".\"orders\"");
        assertThat(found.get(1).evidence()).containsEntry("wrong", 5L);

        found.get(0).fix().orElseThrow().statements().forEach(dsl::execute);
        assertThat(keys(health.find(dsl))).containsExactly("aggregation.drift", "aggregation.drift");
        TOTAL.repair(dataSource);
        STATES.repair(dataSource);
        STATES.refresh(dataSource);
        order(20);
        STATES.refresh(dataSource);
        assertThat(health.find(dsl)).isEmpty();
    }

    @Test
    void aDerivedColumnThatSomebodyWroteIsFound() {
        DerivedColumn largest = DerivedColumn.of(CUSTOMERS, field(name("largest"), SQLDataType.INTEGER))
                .maxOf(ORDERS, ORDERS.customer, ORDERS.amount);
        order(20);
        largest.install(dataSource);
        largest.repair(dataSource);
        assertThat(strict().measuring(largest).find(dsl)).isEmpty();
        dsl.execute("update \"Shop\".\"the customers\" set largest = 7 where id = 1");
        List<Finding> found = strict().measuring(largest).find(dsl);
        assertThat(keys(found)).containsExactly("aggregation.drift");
        assertThat(found.get(0).toText()).contains("wrong: 1").contains("repair()");
    }

    @Test
    void backlogsAreFoundUntilTheyAreTaken() {
        LEDGER.install(dataSource);
        STATES.install(dataSource);
        for (int i = 0; i < 20; i++) {
            order(5);
        }
        await().untilAsserted(() -> assertThat(keys(strict().find(dsl)))
                .containsExactlyInAnyOrder("aggregation.ledger-backlog", "aggregation.summary-backlog"));
        assertThat(keys(strict().measuring(STATES).find(dsl))).contains("aggregation.stale-summary");
        assertThat(new AggregateHealth().measuring(STATES).find(dsl)).isEmpty();
        LEDGER.rollUp(dataSource);
        STATES.refresh(dataSource);
        await().untilAsserted(
                        () -> assertThat(strict().measuring(STATES).find(dsl)).isEmpty());
    }

    /** Whoever may create functions may comment on them: what it says is only ever compared. */
    @Test
    void foreignCommentsAreNotRun() {
        dsl.execute("""
                create table "Shop".trap (n int);
                comment on table "Shop".trap is 'pgstride ledger of counter "; drop table x';
                create function "Shop".trap() returns int language sql as 'select 1 / 0';
                comment on function "Shop".trap() is 'pgstride counter 0123456789ab, column, of "x"; select 1 / 0';
                """);
        assertThat(strict().find(dsl)).isEmpty();
    }

    @Test
    void sessionsThatQueueForOneRowAreFound() throws Exception {
        TOTAL.install(dataSource);
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        try (Connection holder = dataSource.getConnection()) {
            holder.setAutoCommit(false);
            DSL.using(holder, SQLDialect.POSTGRES)
                    .execute("select 1 from \"Shop\".\"the customers\" where id = 1 for update");
            for (int i = 0; i < 4; i++) {
                waiting.add(CompletableFuture.runAsync(
                        () -> dsl.execute(
                                "insert into \"Shop\".orders (customer_id, state, \"select\") values (1, 'paid', 1)"),
                        task -> new Thread(task, "waiting").start()));
            }
            await().until(() -> dsl.fetchCount(
                            table(name("pg_locks")), field(name("locktype")).eq("tuple"))
                    == 4);
            List<Finding> found = strict().find(dsl);
            assertThat(keys(found)).containsExactly("aggregation.hot-counter");
            assertThat(found.get(0).subject()).isEqualTo("\"Shop\".\"the customers\"");
            assertThat(found.get(0).evidence()).containsEntry("waiting", 4.0).containsEntry("storage", "column");
            holder.rollback();
        }
        waiting.forEach(CompletableFuture::join);
        assertThat(strict().measuring(TOTAL).find(dsl)).isEmpty();
    }

    @Test
    void badLimitsAreRefused() {
        assertThatThrownBy(() -> new Limits(-1, 2, Duration.ZERO)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new Limits(1, 0, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new AggregateHealth().id("aggregation.nightly").id()).isEqualTo("aggregation.nightly");
    }
}
