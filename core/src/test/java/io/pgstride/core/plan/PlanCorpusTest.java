package io.pgstride.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.core.internal.plan.JsonWriter;
import io.pgstride.testing.PostgresTest;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@PostgresTest
class PlanCorpusTest {
    private static final Set<String> EXPECTED = Set.of(
            "Aggregate",
            "Append",
            "Bitmap Heap Scan",
            "Bitmap Index Scan",
            "BitmapAnd",
            "BitmapOr",
            "CTE Scan",
            "Foreign Scan",
            "Function Scan",
            "Gather",
            "Gather Merge",
            "Group",
            "Hash",
            "Hash Join",
            "Incremental Sort",
            "Index Only Scan",
            "Index Scan",
            "Limit",
            "LockRows",
            "Materialize",
            "Memoize",
            "Merge Append",
            "Merge Join",
            "ModifyTable",
            "Nested Loop",
            "ProjectSet",
            "Recursive Union",
            "Result",
            "Seq Scan",
            "SetOp",
            "Sort",
            "Subquery Scan",
            "Table Function Scan",
            "Tid Scan",
            "Unique",
            "Values Scan",
            "WindowAgg",
            "WorkTable Scan");

    @BeforeAll
    static void createSchema(DSLContext dsl) {
        PlanCorpus.createSchema(dsl);
    }

    @Test
    void thePlannedCorpusLosesNothingAndReadsAsPostgresPrintsIt(DSLContext unpooled) {
        unpooled.connection(connection -> checkPlans(DSL.using(connection, SQLDialect.POSTGRES)));
    }

    private static void checkPlans(DSLContext dsl) {
        Set<String> seen = new TreeSet<>();
        SoftAssertions all = new SoftAssertions();
        Stream.concat(PlanCorpus.CASES.stream(), PlanCorpus.FOREIGN.stream())
                .forEach(each -> inSettings(dsl, each, (here, sql) -> {
                    for (boolean verbose : new boolean[] {false, true}) {
                        Explain explain = Explain.on(here).settings();
                        QueryPlan plan = (verbose ? explain.verbose() : explain).plan(sql);

                        assertNothingLost(plan);
                        all.assertThat(comparable(plan.toText()))
                                .as(each.toString())
                                .isEqualTo(comparable(text(here, verbose, sql)));
                        plan.nodes().forEach(node -> seen.add(node.type()));
                    }
                }));

        all.assertThat(seen).containsAll(EXPECTED);
        all.assertAll();
    }

    @Test
    void theAnalyzedCorpusLosesNothing(DSLContext unpooled) {
        unpooled.connection(connection -> checkAnalyzed(DSL.using(connection, SQLDialect.POSTGRES)));
    }

    private static void checkAnalyzed(DSLContext dsl) {
        Stream.concat(PlanCorpus.CASES.stream(), PlanCorpus.OWN_LAYOUT.stream())
                .forEach(each -> inSettings(dsl, each, (here, sql) -> {
                    QueryPlan plan = Explain.on(here)
                            .analyze()
                            .wal()
                            .settings()
                            .verbose()
                            .plan(sql);

                    assertNothingLost(plan);
                    assertThat(plan.executionTime()).isPresent();
                    assertThat(plan.nodes()).allSatisfy(node -> {
                        assertThat(node.buffers()).isPresent();
                        assertThat(node.loops()).isPresent();
                    });
                    assertThat(plan.toText()).contains("Execution Time: ").doesNotContain("null", "Optional");
                }));
    }

    private static void inSettings(DSLContext dsl, PlanCorpus.Case each, BiConsumer<DSLContext, String> check) {
        dsl.transaction(outer -> {
            if (!each.settings().isEmpty()) {
                outer.dsl().execute(each.settings());
            }
            check.accept(outer.dsl(), each.sql());
        });
    }

    private static void assertNothingLost(QueryPlan plan) {
        assertThat("[" + JsonWriter.write(plan.fields()) + "]").isEqualTo(withoutSpace(plan.json()));
        assertThat(plan.nodes().count()).isEqualTo(plan.json().split("\"Node Type\": \"", -1).length - 1);
    }

    private static String text(DSLContext dsl, boolean verbose, String sql) {
        String prefix = verbose ? "explain (settings, verbose) " : "explain (settings) ";
        return dsl.fetch("{0}", DSL.sql(prefix + sql)).getValues(0, String.class).stream()
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** Without the planning time, and without quotes: the server quotes keywords too. */
    private static String comparable(String text) {
        return text.lines()
                .filter(line -> !line.startsWith("Planning Time"))
                .collect(Collectors.joining("\n", "", "\n"))
                .replace("\"", "");
    }

    /** Strips the space between tokens; an oracle that shares no code with the reader. */
    private static String withoutSpace(String json) {
        return json.replaceAll("(\"(?:[^\"\\\\]|\\\\.)*+\")|\\s+", "$1");
    }
}
