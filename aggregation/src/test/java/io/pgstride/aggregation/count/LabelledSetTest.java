package io.pgstride.aggregation.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.pgstride.testing.PostgresTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Estimates beside the truth, on data that is hard to estimate: the table that docs/approximate-counts.md shows is what this prints. The q-error is the larger of estimate / truth and truth /
 * estimate; what an answer says of itself has to hold: an estimate that is far off must not call itself fresh.
 */
@PostgresTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LabelledSetTest {
    private static final ApproximateCount ESTIMATES =
            ApproximateCount.ofDefaults().cap(0);
    private static final List<String> REPORT = new ArrayList<>();

    private final DSLContext dsl;

    LabelledSetTest(DSLContext dsl) {
        this.dsl = dsl;
    }

    /** Expected of the answer: its method, the best confidence that is honest, and the worst q-error at that. */
    private record Labelled(
            String label,
            Table<?> table,
            Optional<String> where,
            CountMethod method,
            Confidence confidence,
            double worst) {}

    @BeforeAll
    void create() {
        dsl.execute("""
                create table skewed (id bigint primary key, user_id bigint not null, kind text not null, country text, city text, note text);
                insert into skewed
                select n, (1000 * power(random(), 6))::int, case when n % 1000 = 0 then 'rare' when n % 5 = 0 then 'some' else 'most' end,
                       'country' || n % 50, 'city' || n % 50, 'note ' || md5(n::text)
                  from generate_series(1, 200000) n;
                create table grown (like skewed);
                insert into grown select * from skewed where id <= 50000;
                create table emptied (like skewed);
                create table shrunk (like skewed) with (autovacuum_enabled = false);
                insert into shrunk select * from skewed where id <= 50000;
                create table parted (id bigint, at date not null) partition by range (at);
                create table parted_1 partition of parted for values from ('2026-01-01') to ('2026-02-01');
                create table parted_2 partition of parted for values from ('2026-02-01') to ('2026-03-01') partition by range (id);
                create table parted_2_1 partition of parted_2 for values from (0) to (30000);
                create table parted_2_2 partition of parted_2 default;
                insert into parted select n, date '2026-01-01' + n % 59 from generate_series(1, 60000) n;
                create schema "other Schema";
                create table "other Schema".skewed (id bigint primary key);
                insert into "other Schema".skewed select generate_series(1, 700);
                create table covered (like skewed);
                insert into covered select * from skewed;
                create statistics covered_pair (dependencies, mcv) on country, city from covered;
                create materialized view copied as select * from skewed where id <= 20000;
                create view seen as select * from skewed;
                """);
        dsl.execute("analyze");
        dsl.execute("""
                insert into grown select * from skewed where id > 50000;
                delete from shrunk where id > 25000;
                create table never (like skewed) with (autovacuum_enabled = false);
                insert into never select * from skewed where id <= 50000;
                """);
        await().until(() -> told("n_mod_since_analyze >= 25000") == 3 && told("last_analyze is not null") == 12);
    }

    private int told(String statistics) {
        return dsl.fetchCount(table(name("pg_stat_user_tables")), condition(statistics));
    }

    private static Labelled all(String label, Table<?> table, CountMethod method, Confidence confidence, double worst) {
        return new Labelled(label, table, Optional.empty(), method, confidence, worst);
    }

    private static Labelled of(String label, String table, String where, Confidence confidence, double worst) {
        return new Labelled(
                label, table(name("public", table)), Optional.of(where), CountMethod.PLANNER, confidence, worst);
    }

    static Stream<Labelled> labelled() {
        return Stream.of(
                all("a table", named("skewed"), CountMethod.PAGES, Confidence.FRESH, 1.02),
                all(
                        "of that name in another schema",
                        table(name("other Schema", "skewed")),
                        CountMethod.PAGES,
                        Confidence.FRESH,
                        1.02),
                all("four times as large as when analyzed", named("grown"), CountMethod.PAGES, Confidence.STALE, 1.05),
                all("half deleted, not vacuumed", named("shrunk"), CountMethod.PAGES, Confidence.STALE, 2.1),
                all("never analyzed", named("never"), CountMethod.PAGES, Confidence.NEVER_ANALYZED, 3),
                all("empty", named("emptied"), CountMethod.PAGES, Confidence.EXACT, 1),
                all("partitioned on two levels", named("parted"), CountMethod.PAGES, Confidence.FRESH, 1.05),
                all("a materialized view", named("copied"), CountMethod.PAGES, Confidence.FRESH, 1.02),
                all("a view", named("seen"), CountMethod.PLANNER, Confidence.FRESH, 1.02),
                of("the most frequent value", "skewed", "kind = 'most'", Confidence.FRESH, 1.1),
                of("a rare value", "skewed", "kind = 'rare'", Confidence.FRESH, 2),
                of("the heaviest user", "skewed", "user_id = 0", Confidence.FRESH, 1.2),
                of("a range of skewed values", "skewed", "user_id between 200 and 400", Confidence.FRESH, 1.3),
                of(
                        "two columns that say the same",
                        "skewed",
                        "country = 'country7' and city = 'city7'",
                        Confidence.LOW,
                        80),
                of(
                        "the same with statistics on both",
                        "covered",
                        "country = 'country7' and city = 'city7'",
                        Confidence.FRESH,
                        1.6),
                of("LIKE with a pattern that begins open", "skewed", "note like '%ab'", Confidence.LOW, 200),
                of("an expression", "skewed", "length(note) = 37", Confidence.LOW, 500),
                of("a month of the partitions", "parted", "at < '2026-02-01'", Confidence.FRESH, 1.1),
                of("of a table never analyzed", "never", "kind = 'most'", Confidence.NEVER_ANALYZED, 500));
    }

    private static Table<?> named(String name) {
        return table(name("public", name));
    }

    @ParameterizedTest
    @MethodSource("labelled")
    void saysWhatItIsWorth(Labelled label) {
        CountAnswer answer = label.where()
                .map(where -> ESTIMATES.rows(dsl, label.table(), condition(where)))
                .orElseGet(() -> ESTIMATES.rows(dsl, label.table()));
        long truth = dsl.fetchCount(label.table(), condition(label.where().orElse("true")));
        double error = Math.max(quotient(answer.rows(), truth), quotient(truth, answer.rows()));
        REPORT.add(String.format(
                Locale.ROOT,
                "| %s | %,d | %,d | %.2f | %s | %s |",
                label.label(),
                truth,
                answer.rows(),
                error,
                answer.method(),
                answer.confidence()));
        assertThat(answer.method()).isEqualTo(label.method());
        assertThat(answer.confidence()).as(answer.toString()).isEqualTo(label.confidence());
        assertThat(error).as(answer.toString()).isLessThanOrEqualTo(label.worst());
    }

    private static double quotient(long one, long other) {
        return Math.max(1, one) / (double) Math.max(1, other);
    }

    @AfterAll
    void print() {
        System.out.println(
                "| what is counted | truth | estimate | q-error | method | confidence |\n|---|---|---|---|---|---|");
        REPORT.forEach(System.out::println);
    }
}
