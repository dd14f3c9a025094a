package io.pgstride.aggregation.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgstride.aggregation.view.RefreshRefusedException.Reason;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@PostgresTest
@SuppressWarnings("try") // what is held is held until the end of its block
class RefreshTest {
    private final DSLContext dsl;
    private final DataSource dataSource;
    private final MaterializedViews views;

    RefreshTest(PostgresDatabase database) {
        this.dsl = database.dsl();
        this.dataSource = database.dataSource();
        this.views = Sales.views(dataSource).process("tester");
    }

    @BeforeEach
    void create() {
        Sales.create(dsl);
    }

    @Test
    void refreshesConcurrentlyAndCountsWhatChanged() {
        dsl.execute("update sale set amount = amount + 1 where day = 7");
        RefreshResult result = views.refresh(Sales.DAILY);
        assertThat(result.shared()).isFalse();
        assertThat(result.refresh().kind()).isEqualTo(RefreshKind.CONCURRENT);
        assertThat(result.refresh().inserted()).isEqualTo(1);
        assertThat(result.refresh().deleted()).isEqualTo(1);
        assertThat(result.refresh().bytes()).isPositive();
        assertThat(result.refresh().process()).isEqualTo("tester");
        assertThat(result.refresh().view()).isEqualTo(Sales.DAILY);
        assertThat(result.refresh().duration()).isPositive();
        assertThat(Sales.total(dsl)).isEqualTo(500_510);
    }

    @Test
    void readersGoOnBesideAConcurrentRefreshAndWaitForAPlainOne() throws Exception {
        Sales.gate(dsl);
        MaterializedViews plain = views.mode(RefreshMode.PLAIN);
        for (MaterializedViews mode : new MaterializedViews[] {views, plain}) {
            CompletableFuture<RefreshResult> refresh;
            try (Sales.Held gate = Sales.closeGate(dataSource)) {
                refresh = CompletableFuture.supplyAsync(() -> mode.refresh(Sales.DAILY));
                Sales.awaitWaiting(dsl, "advisory", 1);
                boolean read = canRead();
                assertThat(read).as("%s", mode).isEqualTo(mode != plain);
            }
            refresh.get(60, TimeUnit.SECONDS);
        }
    }

    private boolean canRead() {
        try {
            return dsl.transactionResult(tx -> {
                tx.dsl().execute("set local lock_timeout = 100");
                return Sales.total(tx.dsl()) > 0;
            });
        } catch (DataAccessException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONCURRENTLY_REQUIRED", "CONCURRENTLY_PREFERRED", "PLAIN"})
    void anUnpopulatedViewIsPopulatedInEveryMode(RefreshMode mode) {
        dsl.execute("refresh materialized view daily with no data");
        assertThat(views.status(Sales.DAILY).populated()).isFalse();
        RefreshResult result = views.mode(mode).refresh(Sales.DAILY);
        assertThat(result.refresh().kind()).isEqualTo(RefreshKind.PLAIN);
        assertThat(result.refresh().inserted()).isEqualTo(100);
        assertThat(Sales.total(dsl)).isEqualTo(500_500);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            select                                              | has no unique index that CONCURRENTLY can use; create one
            create index other on daily (day)                   | has no unique index that CONCURRENTLY can use; create one
            create unique index part on daily (day) where day>1 | (part is partial)
            create unique index expr on daily ((day + 1))       | (expr is over an expression)
            """)
    void withoutAUsableIndexItIsRefusedOrPlain(String ddl, String told) {
        dsl.execute("drop index daily_day");
        dsl.execute(ddl);
        RefreshRefusedException refused = refused(() -> views.refresh(Sales.DAILY));
        assertThat(refused.reason()).isEqualTo(Reason.NO_USABLE_INDEX);
        assertThat(refused).hasMessageContaining("\"public\".\"daily\"").hasMessageContaining(told);
        assertThat(views.history(Sales.DAILY)).isEmpty();
        assertThat(views.mode(RefreshMode.CONCURRENTLY_PREFERRED)
                        .refresh(Sales.DAILY)
                        .refresh()
                        .kind())
                .isEqualTo(RefreshKind.PLAIN);
        assertThatThrownBy(() -> dsl.execute("refresh materialized view concurrently daily"))
                .as("the server agrees")
                .hasMessageContaining("concurrently");
    }

    @Test
    void anInvalidIndexDoesNotServe() {
        dsl.execute("drop index daily_day");
        dsl.execute("create materialized view twice as select day / 2 as half from daily");
        assertThatThrownBy(() -> dsl.execute("create unique index concurrently twice_half on twice (half)"))
                .hasMessageContaining("could not create unique index");
        assertThat(refused(() -> views.refresh(DSL.name("twice")))).hasMessageContaining("(twice_half is not valid)");
    }

    @Test
    void rowsThatTheQueryYieldsTwiceAreToldWithoutTheirValues() {
        dsl.execute("drop materialized view daily");
        dsl.execute("create materialized view daily as select day, amount from sale where amount <= 100");
        dsl.execute("create unique index daily_day on daily (day)");
        dsl.execute("insert into sale values (5, 5)");
        RefreshFailedException failed =
                catchThrowableOfType(RefreshFailedException.class, () -> views.refresh(Sales.DAILY));
        assertThat(failed.sqlState()).isEqualTo("21000");
        assertThat(failed).hasMessageContaining("make the rows distinct").hasMessageNotContaining("(5");
        assertThat(views.history(Sales.DAILY)).singleElement().satisfies(last -> {
            assertThat(last.succeeded()).isFalse();
            assertThat(last.failure().orElseThrow().sqlState()).isEqualTo("21000");
        });
    }

    @Test
    void aMessageThatMayHoldAValueIsKeptBack() {
        dsl.execute("drop materialized view daily");
        dsl.execute("create table secret as select '7'::text as word");
        dsl.execute("create materialized view daily as select word::int as day from secret");
        dsl.execute("update secret set word = 'hush'");
        RefreshFailedException failed = catchThrowableOfType(
                RefreshFailedException.class,
                () -> views.mode(RefreshMode.PLAIN).refresh(Sales.DAILY));
        assertThat(failed.sqlState()).isEqualTo("22P02");
        assertThat(failed).hasMessageNotContaining("hush");
        assertThat(views.history(Sales.DAILY).toString()).doesNotContain("hush");
    }

    @Test
    void aViewThatIsNotThereOrIsNoneIsRefused() {
        assertThat(refused(() -> views.refresh(DSL.name("gone"))).reason()).isEqualTo(Reason.NO_VIEW);
        assertThat(refused(() -> views.refresh(DSL.name("sale"))).reason()).isEqualTo(Reason.NOT_MATERIALIZED);
        assertThat(refused(() -> views.status(DSL.name("nowhere", "gone"))).view())
                .isEqualTo("\"nowhere\".\"gone\"");
    }

    @Test
    void aViewThatIsDroppedWhileItsRefreshWaitsForItIsToldSo() throws Exception {
        CompletableFuture<RefreshResult> refresh;
        try (Sales.Held dropping = Sales.Held.by(dataSource, "drop materialized view daily")) {
            refresh = CompletableFuture.supplyAsync(() -> views.refresh(Sales.DAILY));
            Sales.awaitWaiting(dsl, "relation", 1);
            dropping.connection().commit();
        }
        assertThatThrownBy(() -> refresh.orTimeout(60, TimeUnit.SECONDS).join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        RefreshRefusedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NO_VIEW))
                .hasMessageContaining("was dropped while");
    }

    @Test
    void aLockThatIsNotHadInTimeFailsItAndIsRemembered() throws Exception {
        MaterializedViews hasty = views.lockTimeout(Duration.ofMillis(100));
        try (Sales.Held other = Sales.Held.by(dataSource, "drop materialized view daily")) {
            RefreshFailedException failed =
                    catchThrowableOfType(RefreshFailedException.class, () -> hasty.refresh(Sales.DAILY));
            assertThat(failed.sqlState()).isEqualTo("55P03");
            assertThat(failed).hasMessageContaining("lockTimeout").hasCauseInstanceOf(DataAccessException.class);
        }
        assertThat(views.status(Sales.DAILY).last().orElseThrow().succeeded()).isFalse();
        assertThat(views.refresh(Sales.DAILY).refresh().succeeded()).isTrue();
    }

    @Test
    void aQueryThatTakesTooLongFailsAndTheViewShowsWhatItShowed() throws Exception {
        Sales.gate(dsl);
        dsl.execute("insert into sale values (1, 1000)");
        try (Sales.Held gate = Sales.closeGate(dataSource)) {
            RefreshFailedException failed = catchThrowableOfType(
                    RefreshFailedException.class,
                    () -> views.statementTimeout(Duration.ofMillis(300)).refresh(Sales.DAILY));
            assertThat(failed.sqlState()).isEqualTo("57014");
            assertThat(failed).hasMessageContaining("statementTimeout");
        }
        assertThat(Sales.total(dsl)).isEqualTo(500_500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Odd \"Name\"", "with.dot", "semi;colon' --", "UPPER", "naïve ☃", " "})
    void oddNamesServe(String odd) {
        Name view = DSL.name("public", odd);
        dsl.execute("create materialized view {0} as select 1 as one", view);
        dsl.execute("create unique index on {0} (one)", view);
        assertThat(views.refresh(view).refresh().view()).isEqualTo(view);
        assertThat(views.history(view)).hasSize(1);
        assertThat(views.status(view).age()).isPresent();
    }

    @Test
    void aNameInTwoSchemasIsTwoViews() {
        dsl.execute("drop schema if exists other cascade");
        dsl.execute("create schema other");
        dsl.execute("create materialized view other.daily as select 1 as day");
        dsl.execute("create unique index on other.daily (day)");
        Name other = DSL.name("other", "daily");
        assertThat(views.refresh(other).refresh().view()).isEqualTo(other);
        assertThat(views.history(Sales.DAILY)).isEmpty();
        assertThat(views.refresh(DSL.name("daily")).refresh().view())
                .as("by the search path")
                .isEqualTo(Sales.DAILY);
        assertThat(views.history(other)).hasSize(1);
    }

    @Test
    void whoMayNotRefreshItIsToldHow() {
        dsl.execute("drop role if exists pgstride_guest");
        dsl.execute("create role pgstride_guest");
        dsl.execute("grant all on all tables in schema public to pgstride_guest");
        dsl.execute("revoke all on daily from pgstride_guest");
        dsl.execute("grant usage on schema public to pgstride_guest");
        dsl.execute("grant usage on all sequences in schema public to pgstride_guest");
        MaterializedViews guest = MaterializedViews.on(As.role(dataSource, "pgstride_guest"));
        try {
            RefreshRefusedException refused = refused(() -> guest.refresh(Sales.DAILY));
            assertThat(refused.reason()).isEqualTo(Reason.NOT_PERMITTED);
            assertThat(refused).hasMessageContaining("owner").hasMessageContaining("MAINTAIN");
            if (dsl.fetchSingle("select current_setting('server_version_num')::int")
                            .get(0, Integer.class)
                    >= 170000) {
                dsl.execute("grant maintain on daily to pgstride_guest");
                assertThat(guest.refresh(Sales.DAILY).shared()).isFalse();
            }
        } finally {
            dsl.execute("drop owned by pgstride_guest");
            dsl.execute("drop role pgstride_guest");
        }
    }

    @Test
    void aHistoryThatIsNotThereIsToldHowToCreate() {
        dsl.execute("drop table pgstride_view_refresh");
        assertThatThrownBy(() -> views.refresh(Sales.DAILY))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("MaterializedViews.ddl()");
        assertThatThrownBy(() -> views.history(Sales.DAILY)).hasMessageContaining("view-refresh.sql");
    }

    @Test
    void theHistoryMayHaveASchemaOfItsOwnAndIsBounded() {
        dsl.execute("drop schema if exists ops cascade");
        dsl.execute("create schema ops");
        dsl.transaction(tx -> {
            tx.dsl().execute("set local search_path = ops");
            tx.dsl().execute(MaterializedViews.ddl());
        });
        MaterializedViews elsewhere = views.historySchema("ops").keep(3);
        for (int i = 0; i < 5; i++) {
            elsewhere.refresh(Sales.DAILY);
        }
        assertThat(elsewhere.history(Sales.DAILY))
                .hasSize(3)
                .isSortedAccordingTo((a, b) -> Long.compare(b.id(), a.id()));
        assertThat(views.history(Sales.DAILY)).isEmpty();
    }

    /** It is stopped behind its number and before its statement, at a request that somebody has locked. */
    @Test
    void whatIsCommittedBeforeItsStatementShowsWhateverTheDefaultIsolation() throws Exception {
        views.request(Sales.DAILY);
        MaterializedViews repeatable = MaterializedViews.on(
                As.beginningWith(dataSource, "set default_transaction_isolation = 'repeatable read'"));
        CompletableFuture<RefreshResult> refresh;
        try (Sales.Held request = Sales.Held.by(dataSource, "select * from pgstride_view_request for update")) {
            refresh = CompletableFuture.supplyAsync(() -> repeatable.refresh(Sales.DAILY));
            Sales.awaitWaiting(dsl, "transactionid", 1);
            dsl.execute("insert into sale values (1, 1000)");
        }
        refresh.get(60, TimeUnit.SECONDS);
        assertThat(Sales.total(dsl)).isEqualTo(501_500);
    }

    @Test
    void optionsAreChecked() {
        assertThatThrownBy(() -> views.keep(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> views.process(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> views.lockTimeout(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> views.waitTimeout(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    private static RefreshRefusedException refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(RefreshRefusedException.class, call);
    }
}
