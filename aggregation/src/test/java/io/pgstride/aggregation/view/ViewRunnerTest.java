package io.pgstride.aggregation.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgstride.testing.PostgresTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@PostgresTest
@Timeout(300)
@SuppressWarnings("try") // what is held is held until the end of its block
class ViewRunnerTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration POLL = Duration.ofMillis(20);

    private final DSLContext dsl;
    private final DataSource dataSource;
    private final MaterializedViews views;

    ViewRunnerTest(DSLContext dsl, DataSource dataSource) {
        this.dsl = dsl;
        this.dataSource = dataSource;
        this.views = Sales.views(dataSource);
    }

    @BeforeEach
    void create() {
        Sales.create(dsl);
        Sales.gate(dsl);
    }

    @Test
    void runnersOfOneScheduleRefreshOncePerInterval() {
        List<ViewRunner> runners = IntStream.range(0, 4)
                .mapToObj(i -> views.runner("r" + i)
                        .every(Sales.DAILY, LONG)
                        .pollInterval(POLL)
                        .build())
                .toList();
        runners.forEach(ViewRunner::start);
        await().atMost(Sales.PATIENCE).until(() -> views.history(Sales.DAILY).size() == 1);
        dsl.execute("update pgstride_view_refresh set started_at = started_at - interval '1 hour'");
        await().atMost(Sales.PATIENCE).until(() -> views.history(Sales.DAILY).size() == 2);
        assertThat(threads()).hasSize(4);
        runners.forEach(ViewRunner::close);
        assertThat(threads()).isEmpty();
        assertThat(Sales.runs(dsl)).isEqualTo(2);
        assertThat(views.history(Sales.DAILY)).hasSize(2);
    }

    @Test
    void theControlRunnersWithoutAHistoryInCommonRefreshEach() {
        List<ViewRunner> runners = IntStream.range(0, 4)
                .mapToObj(i -> {
                    dsl.execute("create schema own" + i);
                    dsl.execute("set search_path = own" + i + "; " + MaterializedViews.ddl());
                    return views.historySchema("own" + i)
                            .runner("r" + i)
                            .every(Sales.DAILY, LONG)
                            .pollInterval(POLL)
                            .build();
                })
                .toList();
        runners.forEach(ViewRunner::start);
        await().atMost(Sales.PATIENCE).until(() -> Sales.runs(dsl) == 4);
        runners.forEach(ViewRunner::close);
        IntStream.range(0, 4).forEach(i -> dsl.execute("drop schema own" + i + " cascade"));
    }

    @Test
    void anyNumberOfRequestsIsOneRefreshAfterThePause() throws Exception {
        try (ViewRunner runner = views.runner("requests")
                .onRequest(Sales.DAILY, LONG)
                .pollInterval(POLL)
                .build()) {
            runner.start();
            try (Sales.Held gate = Sales.closeGate(dataSource)) {
                views.request(Sales.DAILY);
                await().atMost(Sales.PATIENCE).until(() -> Sales.runs(dsl) == 1);
                for (int i = 0; i < 20; i++) {
                    views.request(DSL.name("daily"));
                }
            }
            await().atMost(Sales.PATIENCE)
                    .until(() -> views.history(Sales.DAILY).size() == 1);
            assertThat(views.status(Sales.DAILY).requestedSince())
                    .as("those that came when it ran wait for the pause")
                    .isPresent();
            dsl.execute("update pgstride_view_refresh set ended_at = ended_at - interval '1 hour'");
            await().atMost(Sales.PATIENCE)
                    .until(() -> views.status(Sales.DAILY).requestedSince().isEmpty());
        }
        assertThat(Sales.runs(dsl)).isEqualTo(2);
        assertThat(views.history(Sales.DAILY)).hasSize(2);
    }

    @Test
    void aRequestIsOneIfAndWhenItsTransactionCommits() {
        assertThatThrownBy(() -> dsl.transaction(tx -> {
                    views.request(tx.dsl(), Sales.DAILY);
                    throw new IllegalStateException("changed my mind");
                }))
                .hasMessage("changed my mind");
        assertThat(views.status(Sales.DAILY).requestedSince()).isEmpty();
        dsl.transaction(tx -> {
            views.request(tx.dsl(), Sales.DAILY);
            assertThat(views.status(Sales.DAILY).requestedSince()).isEmpty();
        });
        assertThat(views.status(Sales.DAILY).requestedSince()).isPresent();
        views.refresh(Sales.DAILY);
        assertThat(views.status(Sales.DAILY).requestedSince())
                .as("any refresh serves it")
                .isEmpty();
        assertThatThrownBy(() -> views.request(DSL.name("gone"))).isInstanceOf(RefreshRefusedException.class);
    }

    @Test
    void requestsOfAFailedRefreshWaitOn() {
        dsl.execute("drop index daily_day");
        views.request(Sales.DAILY);
        dsl.execute("create or replace function pass_gate(bigint) returns boolean language sql as 'select 1 / 0 = 1'");
        try (ViewRunner runner = views.mode(RefreshMode.PLAIN)
                .runner("failing")
                .onRequest(Sales.DAILY, LONG)
                .every(DSL.name("no such view"), LONG)
                .pollInterval(POLL)
                .build()) {
            runner.start();
            await().atMost(Sales.PATIENCE)
                    .until(() -> views.history(Sales.DAILY).size() == 1);
            assertThat(runner.isRunning()).isTrue();
        }
        assertThat(views.history(Sales.DAILY)).singleElement().matches(last -> !last.succeeded());
        assertThat(views.status(Sales.DAILY).requestedSince()).isPresent();
    }

    @Test
    void whatIsDueTogetherGoesInTheOrderInWhichItIsRead() {
        dsl.execute("create materialized view above as select sum(amount) as amount from daily");
        dsl.execute("create unique index on above (amount)");
        try (ViewRunner runner = views.runner("order")
                .every(DSL.name("above"), LONG)
                .every(Sales.DAILY, LONG)
                .pollInterval(POLL)
                .build()) {
            dsl.execute("insert into sale values (1, 1000)");
            runner.start();
            await().atMost(Sales.PATIENCE)
                    .until(() -> views.history(DSL.name("above")).size() == 1);
        }
        assertThat(dsl.fetchSingle("select amount from above").get(0, Long.class))
                .isEqualTo(501_500);
    }

    @Test
    void closingLetsARefreshEnd() throws Exception {
        ViewRunner runner = started();
        CompletableFuture<Void> closing;
        try (Sales.Held gate = Sales.closeGate(dataSource)) {
            await().atMost(Sales.PATIENCE).until(() -> Sales.runs(dsl) == 1);
            closing = CompletableFuture.runAsync(runner::close);
        }
        closing.get(60, TimeUnit.SECONDS);
        assertThat(views.history(Sales.DAILY)).singleElement().matches(RefreshRecord::succeeded);
    }

    private ViewRunner started() {
        ViewRunner runner = views.runner("closing")
                .every(Sales.DAILY, LONG)
                .pollInterval(POLL)
                .build();
        runner.start();
        return runner;
    }

    @Test
    void anInterruptOfWhoClosesCancelsTheRefreshAndLeavesNothing() throws Exception {
        try (Sales.Held gate = Sales.closeGate(dataSource)) {
            ViewRunner runner = started();
            await().atMost(Sales.PATIENCE).until(() -> Sales.runs(dsl) == 1);
            Thread.currentThread().interrupt();
            runner.close();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(runner.isRunning()).isFalse();
            assertThatThrownBy(runner::start).isInstanceOf(IllegalStateException.class);
        }
        assertThat(views.history(Sales.DAILY)).isEmpty();
        assertThat(views.refresh(Sales.DAILY).shared()).isFalse();
    }

    @Test
    void itsThreadEndsByAnInterrupt() {
        ViewRunner runner = started();
        await().atMost(Sales.PATIENCE).until(() -> views.history(Sales.DAILY).size() == 1);
        threads().forEach(Thread::interrupt);
        await().atMost(Sales.PATIENCE).until(() -> !runner.isRunning());
        runner.close();
    }

    @Test
    void optionsAreChecked() {
        assertThatThrownBy(() -> views.runner(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> views.runner("none").build()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> views.runner("r").every(Sales.DAILY, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> views.runner("r").pollInterval(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("pgstride-views-"))
                .toList();
    }
}
