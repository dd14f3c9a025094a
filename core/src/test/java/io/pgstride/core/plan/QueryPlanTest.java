package io.pgstride.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pgstride.core.PgstrideException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryPlanTest {
    private final QueryPlan plan = QueryPlan.parse(SamplePlan.JSON);
    private final PlanNode scan = plan.root().children().get(0);
    private final PlanNode novel = plan.root().children().get(1);

    @Test
    void nodesComeDepthFirst() {
        assertThat(plan.nodes().map(PlanNode::type)).containsExactly("Limit", "Index Scan", "Quantum Scan");
        assertThat(plan.find("Index Scan")).containsExactly(scan);
        assertThat(plan.find("Seq Scan")).isEmpty();
    }

    @Test
    void aNodeTellsWhatItDoes() {
        assertThat(scan.relation()).contains("events");
        assertThat(scan.schema()).contains("public");
        assertThat(scan.alias()).contains("e");
        assertThat(scan.index()).contains("events_pkey");
        assertThat(scan.scanDirection()).contains("Backward");
        assertThat(scan.parentRelationship()).contains("Outer");
        assertThat(scan.indexCond()).contains("(id < 5)");
        assertThat(scan.filter()).contains("(kind = 'x'::text)");
        assertThat(scan.rowsRemovedByFilter()).hasValue(12);
        assertThat(scan.planRows()).hasValue(21);
        assertThat(scan.planWidth()).hasValue(36);
        assertThat(scan.startupCost()).hasValue(0.42);
        assertThat(scan.totalCost()).hasValue(900);
        assertThat(scan.actualRows()).hasValue(6.67);
        assertThat(scan.loops()).hasValue(3);
        assertThat(plan.root().actualTotalTime()).contains(Duration.ofNanos(1_045_000));
    }

    @Test
    void unknownNodesAndFieldsAreKept() {
        assertThat(novel.type()).isEqualTo("Quantum Scan");
        assertThat(novel.neverExecuted()).isTrue();
        assertThat(novel.sortKey()).containsExactly("a", "b DESC");
        assertThat(novel.sortMethod()).contains("external merge");
        assertThat(novel.sortSpaceUsed()).hasValue(4096);
        assertThat(novel.sortSpaceType()).contains("Disk");
        assertThat(novel.lossyHeapBlocks()).hasValue(4);
        assertThat(scan.fields()).containsEntry("Novelty", Map.of("Depth", List.of(1L, Map.of("Deeper", true))));
        assertThat(plan.root().fields()).containsEntry("Total Cost", new BigDecimal("1234.50"));
    }

    @Test
    void whatIsMissingIsAbsent() {
        assertThat(scan.actualTotalTime()).isEmpty();
        assertThat(scan.buffers()).isEmpty();
        assertThat(scan.heapFetches()).isEmpty();
        assertThat(scan.sortKey()).isEmpty();
        assertThat(scan.neverExecuted()).isFalse();
        assertThat(novel.totalCost()).isEmpty();
    }

    @Test
    void aFieldOfAnotherTypeIsAbsentButKept() {
        PlanNode odd = QueryPlan.parse("{\"Plan\": {\"Node Type\": \"X\", \"Plan Rows\": \"many\", \"Filter\": 1}}")
                .root();

        assertThat(odd.planRows()).isEmpty();
        assertThat(odd.filter()).isEmpty();
        assertThat(odd.fields()).containsEntry("Plan Rows", "many");
    }

    @Test
    void buffersAreRead() {
        assertThat(plan.buffers()).isEqualTo(new Buffers(7, 3, 2, 1, 4, 5, 6, 8, 9, 10));
        assertThat(plan.buffers().shared()).isEqualTo(10);
        assertThat(plan.planningBuffers()).map(Buffers::shared).contains(51L);
        assertThat(plan.buffers().plus(plan.buffers()).minus(plan.buffers())).isEqualTo(plan.buffers());
        assertThat(plan.buffers().minus(plan.buffers())).isEqualTo(Buffers.NONE);
    }

    @Test
    void buffersThatWereNotCountedAreNotZero() {
        QueryPlan planned = QueryPlan.parse("[{\"Plan\": {\"Node Type\": \"Result\"}}]");

        assertThat(planned.root().buffers()).isEmpty();
        assertThatExceptionOfType(PgstrideException.class)
                .isThrownBy(planned::buffers)
                .withMessageContaining("Explain.on(dsl).analyze()");
    }

    @Test
    void theStatementsFieldsAreRead() {
        assertThat(plan.planningTime()).contains(Duration.ofNanos(250_000));
        assertThat(plan.executionTime()).contains(Duration.ofNanos(1_301_000));
        assertThat(plan.settings()).containsExactly(Map.entry("work_mem", "64kB"), Map.entry("enable_seqscan", "off"));
        assertThat(plan.queryIdentifier()).hasValue(-4611686018427387905L);
        assertThat(plan.triggers())
                .containsExactly(
                        new PlanTrigger(
                                "audit", Optional.empty(), "events", Optional.of(Duration.ofNanos(1_500_000)), 4),
                        new PlanTrigger("RI_1", Optional.of("events_user_fk"), "events", Optional.empty(), 2));
        assertThat(plan.json()).isEqualTo(SamplePlan.JSON);
    }

    @Test
    void nothingCanBeChanged() {
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> plan.fields().clear());
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> scan.fields().clear());
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> plan.root().children().clear());
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> plan.settings().clear());
    }

    @Test
    void theTextIsATreeInAnyLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            assertThat(plan.toText()).isEqualTo("""
                            Limit  (cost=0.42..1234.50 rows=20 width=36) (actual time=0.031..1.045 rows=20 loops=1)
                              Buffers: shared hit=7 read=3 dirtied=2 written=1, local hit=4 read=5 dirtied=6 written=8, temp read=9 written=10
                              ->  Parallel Index Scan Backward using events_pkey on public.events e  (cost=0.42..900.00 rows=21 width=36) (actual rows=6.67 loops=3)
                                    Index Cond: (id < 5)
                                    Filter: (kind = 'x'::text)
                                    Rows Removed by Filter: 12
                                    Novelty:
                                      Depth 0: 1
                                      Depth 1:
                                        Deeper: true
                              InitPlan 1
                                ->  Quantum Scan (never executed)
                                      Sort Key: a, b DESC
                                      Sort Method: external merge  Disk: 4096kB
                                      Heap Blocks: exact=3 lossy=4
                            Settings: work_mem = '64kB', enable_seqscan = 'off'
                            Query Identifier: -4611686018427387905
                            Planning:
                              Buffers: shared hit=50 read=1
                            Planning Time: 0.25 ms
                            Trigger audit on events: time=1.500 calls=4
                            Trigger for constraint events_user_fk on events: calls=2
                            Execution Time: 1.301 ms
                            """);
        } finally {
            Locale.setDefault(before);
        }
    }

    /** PostgreSQL prints microseconds; a plan written by another tool may be finer. */
    @Test
    void aTriggersTimeIsRoundedToMicroseconds() {
        QueryPlan finer = QueryPlan.parse("""
                {"Plan": {"Node Type": "Result"}, "Triggers": [
                  {"Trigger Name": "audit", "Relation": "events", "Time": 1.9996501, "Calls": 4}]}
                """);

        assertThat(finer.toText()).contains("Trigger audit on events: time=2.000 calls=4");
    }

    @Test
    void toStringCarriesNoValues() {
        assertThat(plan).hasToString("QueryPlan[Limit]");
        assertThat(scan).hasToString("Index Scan events_pkey");
        assertThat(novel).hasToString("Quantum Scan");
    }

    @Test
    void theOneObjectOfAutoExplainIsReadToo() {
        QueryPlan logged = QueryPlan.parse("{\"Query Text\": \"select 1\", \"Plan\": {\"Node Type\": \"Result\"}}");

        assertThat(logged.root().type()).isEqualTo("Result");
        assertThat(logged.fields()).containsEntry("Query Text", "select 1");
    }

    @Test
    void severalStatementsAreReadOneByOne() {
        String two = "[{\"Plan\": {\"Node Type\": \"Result\"}}, {\"Plan\": {\"Node Type\": \"Seq Scan\"}}]";

        assertThat(QueryPlan.parseAll(two)).map(each -> each.root().type()).containsExactly("Result", "Seq Scan");
        assertThat(QueryPlan.parseAll("[]")).isEmpty();
        assertThatExceptionOfType(PlanParseException.class)
                .isThrownBy(() -> QueryPlan.parse(two))
                .withMessageContaining("holds 2 plans");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "null",
                "[null]",
                "[]",
                "[1]",
                "{}",
                "[{}]",
                "[{\"Plan\": 1}]",
                "[{\"Plan\": {}}]",
                "[{\"Plan\": {\"Node Type\": 1}}]",
                "[{\"Plan\": {\"Node Type\": \"X\", \"Plans\": {}}}]",
                "[{\"Plan\": {\"Node Type\": \"X\", \"Plans\": null}}]",
                "[{\"Plan\": {\"Node Type\": \"X\", \"Plans\": [1]}}]",
                "[{\"Plan\": {\"Node Type\": \"X\", \"Plans\": [{}]}}]"
            })
    void whatIsNotAPlanIsRefused(String text) {
        assertThatExceptionOfType(PlanParseException.class).isThrownBy(() -> QueryPlan.parse(text));
    }

    @Test
    void theErrorTellsWhereAndQuotesNothing() {
        assertThatExceptionOfType(PlanParseException.class)
                .isThrownBy(() -> QueryPlan.parse("[{\"Plan\": secret}]"))
                .withMessage("Plan cannot be read at character 10: expected a value;"
                        + " pass the whole output of EXPLAIN (FORMAT JSON)")
                .satisfies(e -> assertThat(e.offset()).isEqualTo(10));
    }

    @Test
    void aChainOfAThousandNodesIsReadAndPrinted() {
        int depth = 900;
        String json = "{\"Plan\": " + "{\"Node Type\": \"Materialize\", \"Plans\": [".repeat(depth)
                + "{\"Node Type\": \"Result\"}" + "]}".repeat(depth) + "}";

        QueryPlan deep = QueryPlan.parse(json);

        assertThat(deep.nodes()).hasSize(depth + 1);
        assertThat(deep.toText().lines()).hasSize(depth + 1);
    }
}
