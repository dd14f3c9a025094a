package io.pgstride.aggregation.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgstride.aggregation.view.StaleViews.Limits;
import io.pgstride.core.finding.Finding;
import io.pgstride.core.finding.FindingSource;
import io.pgstride.core.finding.FindingSources;
import io.pgstride.core.finding.Severity;
import io.pgstride.testing.PostgresTest;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class StaleViewsTest {
    private static final Limits NARROW = new Limits(Duration.ofHours(1), Duration.ZERO, 50, Duration.ZERO, 0.01);

    private final DSLContext dsl;
    private final MaterializedViews views;

    StaleViewsTest(DSLContext dsl, DataSource dataSource) {
        this.dsl = dsl;
        this.views = MaterializedViews.on(dataSource).process("tester");
    }

    @BeforeEach
    void create() {
        Sales.create(dsl);
    }

    @Test
    void whatIsWellIsNotTold() {
        assertThat(find(Limits.ofDefaults())).as("never refreshed by us").isEmpty();
        views.refresh(Sales.DAILY);
        assertThat(find(Limits.ofDefaults())).isEmpty();
        dsl.execute("drop table pgstride_view_refresh");
        assertThat(find(NARROW)).as("without a history").isEmpty();
    }

    @Test
    void isRegistered() {
        FindingSource source = FindingSources.load().sources().stream()
                .filter(found -> found.id().equals("aggregation.stale-views"))
                .findFirst()
                .orElseThrow();
        dsl.execute("refresh materialized view daily with no data");
        assertThat(FindingSources.of(source).find(dsl))
                .extracting(Finding::key)
                .containsExactly("aggregation.unpopulated-view");
    }

    @Test
    void tellsOfAnUnpopulatedViewWhoseFixServes() {
        dsl.execute("refresh materialized view daily with no data");
        Finding finding = of("aggregation.unpopulated-view", Limits.ofDefaults());
        assertThat(finding.subject()).isEqualTo("public.daily");
        runFix(finding);
        assertThat(find(Limits.ofDefaults())).isEmpty();
    }

    @Test
    void tellsOfAStaleViewWhoseFixServes() {
        views.refresh(Sales.DAILY);
        dsl.execute("update pgstride_view_refresh set started_at = started_at - interval '2 hours'");
        Finding finding = of("aggregation.stale-view", NARROW);
        assertThat((Duration) finding.evidence().get("age")).isBetween(Duration.ofHours(2), Duration.ofHours(3));
        assertThat(finding.evidence()).containsEntry("limit", Duration.ofHours(1));
        runFix(finding);
    }

    @Test
    void tellsOfAFailure() {
        dsl.execute("drop materialized view daily");
        dsl.execute("create materialized view daily as select day, amount from sale where amount <= 100");
        dsl.execute("create unique index daily_day on daily (day)");
        dsl.execute("insert into sale values (5, 5)");
        assertThatThrownBy(() -> views.refresh(Sales.DAILY)).isInstanceOf(RefreshFailedException.class);
        assertThat(of("aggregation.failed-refresh", Limits.ofDefaults()).evidence())
                .containsEntry("sqlstate", "21000")
                .containsEntry("process", "tester");
        dsl.execute("delete from sale where day = 5 and amount = 5");
        views.refresh(Sales.DAILY);
        assertThat(find(Limits.ofDefaults())).isEmpty();
    }

    @Test
    void tellsOfAMissingIndexAndWarnsIfReadersWaited() {
        dsl.execute("drop index daily_day");
        dsl.execute("create unique index part on daily (day) where day > 5");
        assertThat(of("aggregation.unindexed-view", NARROW).severity()).isEqualTo(Severity.INFO);
        views.mode(RefreshMode.PLAIN).refresh(Sales.DAILY);
        assertThat(of("aggregation.unindexed-view", Limits.ofDefaults()).severity())
                .isEqualTo(Severity.INFO);
        Finding warning = of("aggregation.unindexed-view", NARROW);
        assertThat(warning.severity()).isEqualTo(Severity.WARNING);
        assertThat(warning.evidence()).containsKey("blocked");
    }

    @Test
    void tellsOfDeadRowsWhoseFixServes() {
        dsl.execute("alter materialized view daily set (autovacuum_enabled = off)");
        dsl.execute("analyze daily");
        for (int i = 0; i < 2; i++) {
            dsl.execute("update sale set amount = amount + 1");
            views.refresh(Sales.DAILY);
        }
        await().atMost(Sales.PATIENCE)
                .untilAsserted(() -> assertThat(keys(NARROW)).contains("aggregation.bloated-view"));
        assertThat(keys(Limits.ofDefaults())).isEmpty();
        runFix(of("aggregation.bloated-view", NARROW));
        await().atMost(Sales.PATIENCE)
                .untilAsserted(() -> assertThat(keys(NARROW)).doesNotContain("aggregation.bloated-view"));
    }

    @Test
    void proposesASummaryTableWhereRefreshesChangeLittle() {
        dsl.execute("analyze daily");
        views.refresh(Sales.DAILY);
        views.refresh(Sales.DAILY);
        assertThat(keys(NARROW)).as("too few to tell").isEmpty();
        views.refresh(Sales.DAILY);
        await().atMost(Sales.PATIENCE)
                .untilAsserted(() -> assertThat(
                                of("aggregation.summary-for-view", NARROW).evidence())
                        .containsEntry("rows", 100L)
                        .containsEntry("rows-written", 0L));
        assertThat(keys(Limits.ofDefaults())).as("cheap").isEmpty();
        dsl.execute("update sale set amount = amount + 1 where day < 2");
        views.refresh(Sales.DAILY);
        assertThat(keys(NARROW)).as("2% changed").isEmpty();
    }

    @Test
    void looksAtTheHistoryOfASchema() {
        dsl.execute("drop schema if exists ops cascade");
        dsl.execute("create schema ops");
        dsl.transaction(tx -> {
            tx.dsl().execute("set local search_path = ops");
            tx.dsl().execute(MaterializedViews.ddl());
        });
        views.historySchema("ops").refresh(Sales.DAILY);
        dsl.execute("update ops.pgstride_view_refresh set started_at = started_at - interval '2 hours'");
        StaleViews ops =
                new StaleViews().id("aggregation.ops").historySchema("ops").limits(NARROW);
        assertThat(ops.id()).isEqualTo("aggregation.ops");
        assertThat(ops.find(dsl)).extracting(Finding::key).containsExactly("aggregation.stale-view");
        assertThat(keys(NARROW)).isEmpty();
        dsl.execute("drop schema ops cascade");
    }

    @Test
    void limitsAreChecked() {
        assertThatThrownBy(() -> new Limits(Duration.ZERO, Duration.ZERO, -1, Duration.ZERO, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Limits(Duration.ZERO, Duration.ZERO, 0, Duration.ZERO, 1.1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private List<Finding> find(Limits limits) {
        return new StaleViews().limits(limits).find(dsl);
    }

    private List<String> keys(Limits limits) {
        return find(limits).stream().map(Finding::key).toList();
    }

    private Finding of(String key, Limits limits) {
        return find(limits).stream()
                .filter(finding -> finding.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new AssertionError(key + " is not among " + find(limits)));
    }

    private void runFix(Finding finding) {
        finding.fix().orElseThrow().statements().forEach(dsl::execute);
    }
}
