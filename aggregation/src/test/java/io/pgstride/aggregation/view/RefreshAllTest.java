package io.pgstride.aggregation.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgstride.aggregation.view.RefreshRefusedException.Reason;
import io.pgstride.testing.PostgresTest;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names are such that an order by name or by oid would be wrong. */
@PostgresTest
class RefreshAllTest {
    private final DSLContext dsl;
    private final MaterializedViews views;

    RefreshAllTest(DSLContext dsl, DataSource dataSource) {
        this.dsl = dsl;
        this.views = MaterializedViews.on(dataSource).mode(RefreshMode.CONCURRENTLY_PREFERRED);
    }

    @BeforeEach
    void create() {
        Sales.create(dsl);
        dsl.execute("drop materialized view daily");
        dsl.execute("create materialized view z_base as select day, sum(amount) as amount from sale group by day");
        dsl.execute("create view m_plain as select * from z_base where amount > 0");
        dsl.execute("create view l_plain as select * from m_plain");
        dsl.execute("create materialized view k_middle as select sum(amount) as amount from l_plain");
        dsl.execute("create materialized view a_top as select amount from k_middle");
        dsl.execute("create materialized view b_other as select max(day) as day from sale");
    }

    @Test
    void thoseThatOthersReadComeFirstAlsoThroughPlainViews() {
        dsl.execute("insert into sale values (1, 1000)");
        List<ViewOutcome> outcomes = views.refreshAll("public");
        assertThat(outcomes).hasOnlyElementsOfType(ViewOutcome.Refreshed.class);
        assertThat(names(outcomes)).containsExactly("b_other", "z_base", "k_middle", "a_top");
        assertThat(dsl.fetchSingle("select amount from a_top").get(0, Long.class))
                .isEqualTo(501_500);
    }

    @Test
    void givenOnesAreOrderedTooAndEachIsRefreshedOnce() {
        List<Name> given = List.of(DSL.name("a_top"), DSL.name("public", "k_middle"), DSL.name("a_top"));
        assertThat(names(views.refreshAll(given))).containsExactly("k_middle", "a_top");
    }

    @Test
    void whatReadsAFailedOneIsSkippedAndTheOthersAreRefreshed() {
        dsl.execute("create or replace view l_plain as select day, amount / (amount - amount) as amount from m_plain");
        List<ViewOutcome> outcomes = views.refreshAll("public");
        assertThat(names(outcomes)).containsExactly("b_other", "z_base", "k_middle", "a_top");
        assertThat(outcomes.get(0)).isInstanceOf(ViewOutcome.Refreshed.class);
        assertThat(outcomes.get(2))
                .isInstanceOfSatisfying(
                        ViewOutcome.Failed.class,
                        failed -> assertThat(failed.failure())
                                .isInstanceOfSatisfying(
                                        RefreshFailedException.class,
                                        e -> assertThat(e.sqlState()).isEqualTo("22012")));
        assertThat(outcomes.get(3))
                .isEqualTo(new ViewOutcome.Skipped(
                        DSL.quotedName("public", "a_top"), List.of(DSL.quotedName("public", "k_middle"))));
    }

    @Test
    void aRefusedOneIsToldAsFailed() {
        dsl.execute("create unique index on z_base (day)");
        List<ViewOutcome> outcomes =
                views.mode(RefreshMode.CONCURRENTLY_REQUIRED).refreshAll("public");
        assertThat(outcomes.get(1)).isInstanceOf(ViewOutcome.Refreshed.class);
        assertThat(outcomes.get(2))
                .isInstanceOfSatisfying(
                        ViewOutcome.Failed.class,
                        failed -> assertThat(failed.failure()).isInstanceOf(RefreshRefusedException.class));
    }

    @Test
    void aPlainViewCanMakeACircleWhichIsRefused() {
        dsl.execute("create or replace view m_plain as select 1 as day, amount::numeric::bigint as amount from a_top");
        RefreshRefusedException refused =
                catchThrowableOfType(RefreshRefusedException.class, () -> views.refreshAll("public"));
        assertThat(refused.reason()).isEqualTo(Reason.CIRCULAR);
        assertThat(refused).hasMessageContaining("\"public\".\"k_middle\"").hasMessageNotContaining("b_other");
    }

    @Test
    void aSchemaWithoutViewsIsNoWork() {
        assertThat(views.refreshAll("nowhere")).isEmpty();
    }

    private static List<String> names(List<ViewOutcome> outcomes) {
        return outcomes.stream().map(outcome -> outcome.view().last()).toList();
    }
}
