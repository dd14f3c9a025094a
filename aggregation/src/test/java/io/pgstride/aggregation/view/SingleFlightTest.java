package io.pgstride.aggregation.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgstride.testing.PgBouncer;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** One refresh at a time, among threads and processes, and whoever dies. */
@PostgresTest
@Timeout(300)
@SuppressWarnings("try") // what is held is held until the end of its block
class SingleFlightTest {
    private static final int PROCESSES = 4;

    /** As the page has it. */
    private static final String LOCK =
            "select pg_advisory_xact_lock(hashtextextended('\"public\".\"daily\"', 8099569407260718963))";

    private final PostgresDatabase database;
    private final DSLContext dsl;
    private final DataSource dataSource;
    private final MaterializedViews views;

    SingleFlightTest(PostgresDatabase database) {
        this.database = database;
        this.dsl = database.dsl();
        this.dataSource = database.dataSource();
        this.views = Sales.views(dataSource).process("tester");
    }

    @BeforeEach
    void create() {
        Sales.create(dsl);
        Sales.gate(dsl);
    }

    @Test
    void ofFourProcessesThatComeWhileOneRunsOneRefreshesForAll() throws Exception {
        List<ChildJvm> children = children();
        try {
            CompletableFuture<RefreshResult> first;
            try (Sales.Held gate = Sales.closeGate(dataSource)) {
                first = refreshing(views);
                await().atMost(Sales.PATIENCE).until(() -> Sales.runs(dsl) == 1);
                dsl.execute("insert into sale values (1, 1000)");
                children.forEach(child -> child.tell(RefresherMain.OURS));
                await().atMost(Sales.PATIENCE).until(() -> Sales.numbers(dsl) == 2 + PROCESSES);
            }
            assertThat(first.get(60, TimeUnit.SECONDS).shared()).isFalse();
            List<String> answers = answers(children, RefresherMain.OURS);
            long second = first.get().refresh().id() + PROCESSES + 1;
            assertThat(answers)
                    .containsExactlyInAnyOrder(
                            "ours " + second + " own",
                            "ours " + second + " shared",
                            "ours " + second + " shared",
                            "ours " + second + " shared");
            assertThat(Sales.runs(dsl))
                    .as("the first one, and one for all four")
                    .isEqualTo(2);
            assertThat(Sales.total(dsl))
                    .as("with what was committed before they called")
                    .isEqualTo(501_500);
        } finally {
            children.forEach(ChildJvm::close);
        }
    }

    @Test
    void ofFourProcessesThatComeAtOnceOneRefreshesForAll() throws Exception {
        List<ChildJvm> children = children();
        try {
            try (Sales.Held start = Sales.Held.by(dataSource, LOCK)) {
                children.forEach(child -> child.tell(RefresherMain.OURS));
                await().atMost(Sales.PATIENCE).until(() -> Sales.numbers(dsl) == PROCESSES);
            }
            assertThat(answers(children, RefresherMain.OURS))
                    .containsExactlyInAnyOrder("ours 5 own", "ours 5 shared", "ours 5 shared", "ours 5 shared");
            assertThat(Sales.runs(dsl)).isEqualTo(1);
            assertThat(views.history(Sales.DAILY)).hasSize(1);
        } finally {
            children.forEach(ChildJvm::close);
        }
    }

    @Test
    void theControlBareStatementsOfFourProcessesRunFourTimes() throws Exception {
        List<ChildJvm> children = children();
        try {
            children.forEach(child -> child.tell(RefresherMain.BARE));
            assertThat(answers(children, RefresherMain.BARE)).hasSize(PROCESSES);
            assertThat(Sales.runs(dsl)).isEqualTo(PROCESSES);
        } finally {
            children.forEach(ChildJvm::close);
        }
    }

    /** The control of what follows: who took the result of the refresh that ran when it called would miss its own row. */
    @Test
    void aRefreshThatBeganBeforeACommitDoesNotShowIt() throws Exception {
        CompletableFuture<RefreshResult> running;
        try (Sales.Held gate = Sales.closeGate(dataSource)) {
            running = refreshing(views);
            await().atMost(Sales.PATIENCE).until(() -> Sales.runs(dsl) == 1);
            dsl.execute("insert into sale values (1, 1000)");
        }
        running.get(60, TimeUnit.SECONDS);
        assertThat(Sales.total(dsl)).isEqualTo(500_500);
    }

    @Test
    void threadsThatCallAgainAndAgainAlwaysSeeTheirOwnCommits() {
        dsl.execute("create table seen (missed boolean)");
        List<CompletableFuture<Void>> all = IntStream.range(0, 6)
                .mapToObj(day -> CompletableFuture.runAsync(() -> callAgainAndAgain(1000 + day)))
                .toList();
        all.forEach(each -> each.orTimeout(120, TimeUnit.SECONDS).join());
        long calls = 6 * 10;
        assertThat(Sales.runs(dsl)).as("of %s calls", calls).isLessThan(calls);
    }

    private void callAgainAndAgain(int day) {
        for (int i = 1; i <= 10; i++) {
            dsl.execute("insert into sale values (?, 1)", day);
            views.refresh(Sales.DAILY);
            assertThat(dsl.fetchSingle("select amount from daily where day = ?", day)
                            .get(0, Integer.class))
                    .isEqualTo(i);
        }
    }

    @Test
    void aKilledProcessLeavesNothingAndAnotherTakesOver() throws Exception {
        dsl.execute("create table flag as select false as running");
        try (ChildJvm ours = child();
                ChildJvm flagged = child()) {
            CompletableFuture<RefreshResult> waiting;
            try (Sales.Held gate = Sales.closeGate(dataSource)) {
                ours.tell(RefresherMain.OURS);
                await().atMost(Sales.PATIENCE).until(() -> Sales.runs(dsl) == 1);
                waiting = refreshing(views);
                await().atMost(Sales.PATIENCE).until(() -> Sales.numbers(dsl) == 3);
                ours.kill();
                await().atMost(Sales.PATIENCE).until(() -> Sales.runs(dsl) == 2);
                flagged.tell(RefresherMain.FLAGGED);
                await().atMost(Sales.PATIENCE).until(this::isFlagged);
                flagged.kill();
            }
            RefreshResult taken = waiting.get(60, TimeUnit.SECONDS);
            assertThat(taken.shared()).isFalse();
            assertThat(views.history(Sales.DAILY)).containsExactly(taken.refresh());
            await().atMost(Sales.PATIENCE)
                    .untilAsserted(() ->
                            assertThat(views.status(Sales.DAILY).running()).isEmpty());
            assertThat(isFlagged())
                    .as("the control: a flag in a table is stuck")
                    .isTrue();
        }
    }

    private boolean isFlagged() {
        return dsl.fetchSingle("select running from flag").get(0, Boolean.class);
    }

    @Test
    void aSessionThatIsTerminatedFailsItsCallerOnly() throws Exception {
        CompletableFuture<RefreshResult> terminated;
        CompletableFuture<RefreshResult> waiting;
        try (Sales.Held gate = Sales.closeGate(dataSource)) {
            terminated = refreshing(views);
            await().atMost(Sales.PATIENCE).until(() -> Sales.runs(dsl) == 1);
            waiting = refreshing(views);
            await().atMost(Sales.PATIENCE).until(() -> Sales.numbers(dsl) == 3);
            int pid = views.status(Sales.DAILY).running().orElseThrow().pid();
            dsl.fetch("select pg_terminate_backend(?)", pid);
            assertThat(catchThrowable(() -> terminated.get(60, TimeUnit.SECONDS))
                            .getCause())
                    .isInstanceOfSatisfying(
                            RefreshFailedException.class,
                            e -> assertThat(e.sqlState()).isEqualTo("57P01"));
            await().atMost(Sales.PATIENCE).until(() -> Sales.runs(dsl) == 2);
        }
        assertThat(waiting.get(60, TimeUnit.SECONDS).shared()).isFalse();
        assertThat(views.history(Sales.DAILY)).hasSize(1);
    }

    @Test
    void aFailureIsSharedToo() throws Exception {
        CompletableFuture<RefreshResult> first;
        List<CompletableFuture<RefreshResult>> waiting;
        Measured measured = new Measured();
        try (Sales.Held gate = Sales.closeGate(dataSource)) {
            first = refreshing(views.telemetry(measured));
            await().atMost(Sales.PATIENCE).until(() -> Sales.runs(dsl) == 1);
            waiting = Stream.generate(() -> refreshing(views.telemetry(measured)))
                    .limit(3)
                    .toList();
            await().atMost(Sales.PATIENCE).until(() -> Sales.numbers(dsl) == 5);
            dsl.execute(
                    "create or replace function pass_gate(bigint) returns boolean language plpgsql as"
                            + " 'begin perform pg_catalog.nextval(''public.runs''); raise exception ''hush'' using errcode = ''53100''; end'");
        }
        first.get(60, TimeUnit.SECONDS);
        for (CompletableFuture<RefreshResult> each : waiting) {
            assertThat(catchThrowable(() -> each.get(60, TimeUnit.SECONDS)).getCause())
                    .isInstanceOf(RefreshFailedException.class)
                    .hasMessageContaining("by tester")
                    .hasMessageContaining("53100")
                    .hasMessageNotContaining("hush");
        }
        assertThat(Sales.runs(dsl)).isEqualTo(2);
        assertThat(views.history(Sales.DAILY))
                .extracting(RefreshRecord::succeeded)
                .containsExactly(false, true);
    }

    /** Whoever speaks to it by hand, or from a release of another key, would refresh beside it. */
    @Test
    void theKeyOfTheLockIsTheOneThatIsDocumented() throws Exception {
        MaterializedViews hasty = views.waitTimeout(Duration.ZERO);
        try (Sales.Held lock = Sales.Held.by(dataSource, LOCK)) {
            assertThatThrownBy(() -> hasty.refresh(Sales.DAILY)).isInstanceOf(RefreshWaitException.class);
        }
        assertThat(hasty.refresh(Sales.DAILY).shared()).isFalse();
    }

    @Test
    void aWaitEndsByItsTimeoutOrAnInterruptAndTheRefreshGoesOn() throws Exception {
        CompletableFuture<RefreshResult> running;
        try (Sales.Held gate = Sales.closeGate(dataSource)) {
            running = refreshing(views);
            await().atMost(Sales.PATIENCE).until(() -> Sales.runs(dsl) == 1);
            assertThatThrownBy(() -> views.waitTimeout(Duration.ofMillis(200)).refresh(Sales.DAILY))
                    .isInstanceOfSatisfying(
                            RefreshWaitException.class,
                            e -> assertThat(e.waited()).isGreaterThanOrEqualTo(Duration.ofMillis(200)));
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> views.refresh(Sales.DAILY))
                    .isInstanceOf(RefreshWaitException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(running.get(60, TimeUnit.SECONDS).refresh().succeeded()).isTrue();
    }

    @Test
    void oneAtATimeBehindPgBouncerInTransactionMode() {
        assumeTrue(PgBouncer.isInstalled(), "PgBouncer is not installed");
        try (PgBouncer bouncer = PgBouncer.before(database, Map.of("default_pool_size", "3"))) {
            PGSimpleDataSource pooled = new PGSimpleDataSource();
            pooled.setUrl(bouncer.url() + "&prepareThreshold=0");
            MaterializedViews behind = Sales.views(pooled);
            List<CompletableFuture<RefreshResult>> all =
                    Stream.generate(() -> refreshing(behind)).limit(8).toList();
            long own = all.stream()
                    .map(each -> each.orTimeout(60, TimeUnit.SECONDS).join())
                    .filter(result -> !result.shared())
                    .count();
            assertThat(own).isEqualTo(Sales.runs(dsl)).isBetween(1L, 7L);
        }
    }

    private static CompletableFuture<RefreshResult> refreshing(MaterializedViews views) {
        return CompletableFuture.supplyAsync(() -> views.refresh(Sales.DAILY), task -> new Thread(task).start());
    }

    private ChildJvm child() {
        ChildJvm child = ChildJvm.start(RefresherMain.class, database.url());
        await().atMost(Sales.PATIENCE).until(() -> child.lines().contains(RefresherMain.READY));
        return child;
    }

    private List<ChildJvm> children() {
        return Stream.generate(this::child).limit(PROCESSES).toList();
    }

    private static List<String> answers(List<ChildJvm> children, String told) {
        await().atMost(Sales.PATIENCE)
                .until(() -> children.stream()
                        .allMatch(child -> answers(child, told).findAny().isPresent()));
        return children.stream().flatMap(child -> answers(child, told)).toList();
    }

    private static Stream<String> answers(ChildJvm child, String told) {
        return child.lines().stream().filter(line -> line.startsWith(told + " "));
    }
}
