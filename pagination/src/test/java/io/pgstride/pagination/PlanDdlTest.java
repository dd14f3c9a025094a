package io.pgstride.pagination;

import static io.pgstride.pagination.Key.asc;
import static io.pgstride.pagination.Key.desc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.lower;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.not;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.trueCondition;
import static org.jooq.impl.DSL.val;

import io.pgstride.pagination.PlanProblem.Kind;
import io.pgstride.testing.PostgresTest;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each way in which indexes do not serve an ordering is found, and the printed DDL mends it, however many rows there are. */
@PostgresTest
class PlanDdlTest {
    private static final Field<Long> ID = field(name("id"), SQLDataType.BIGINT.notNull());
    private static final Field<String> KIND = field(name("kind"), SQLDataType.VARCHAR.notNull());
    private static final Field<OffsetDateTime> AT = field(name("at"), SQLDataType.TIMESTAMPWITHTIMEZONE.notNull());
    private static final Field<Integer> SCORE = field(name("score"), SQLDataType.INTEGER);
    private static final Field<Integer> RANK = field(name("Rank"), SQLDataType.INTEGER);
    private static final Field<String> LABEL = field(name("name"), SQLDataType.VARCHAR.notNull());
    private static final Field<Long> USER = field(name("user"), SQLDataType.BIGINT.notNull());
    private static final Field<Boolean> ACTIVE = field(name("active"), SQLDataType.BOOLEAN.notNull());
    private static final Field<OffsetDateTime> GONE = field(name("gone"), SQLDataType.TIMESTAMPWITHTIMEZONE);
    private static final List<String> TABLES = List.of("empty", "tiny", "Large one");

    private final DSLContext dsl;

    PlanDdlTest(DSLContext dsl) {
        this.dsl = dsl;
    }

    /**
     * An ordering without its index.
     *
     * @param index what is there instead; empty for nothing
     * @param advised the index that the DDL must make
     */
    private record Fault(String name, String index, List<Key> keys, Condition filter, String advised) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Fault fault(String name, String index, String advised, Key... keys) {
        return new Fault(name, index, List.of(keys), trueCondition(), advised);
    }

    private static Fault filtered(String name, String index, Condition filter, String advised, Key... keys) {
        return new Fault(name, index, List.of(keys), filter, advised);
    }

    private static Stream<Fault> faults() {
        return Stream.of(
                fault("no index", "", "(at DESC, id DESC)", desc(AT), desc(ID)),
                fault(
                        "wrong mix of directions",
                        "(kind, at, id)",
                        "(kind, at DESC, id DESC)",
                        asc(KIND),
                        desc(AT),
                        desc(ID)),
                fault(
                        "wrong null placement",
                        "(score DESC, id DESC)",
                        "(score DESC NULLS LAST, id DESC)",
                        desc(SCORE).nullsLast(),
                        desc(ID)),
                fault(
                        "wrong null placement, ascending",
                        "(score, id)",
                        "(score NULLS FIRST, id)",
                        asc(SCORE).nullsFirst(),
                        asc(ID)),
                fault("filter on a key", "(at DESC)", "(at DESC, id DESC)", desc(AT), desc(ID)),
                fault(
                        "function around a key",
                        "(name, id)",
                        "((lower(name)), id)",
                        asc(lower(LABEL)).notNull(),
                        asc(ID)),
                fault("function in the index alone", "(lower(name), id)", "(name, id)", asc(LABEL), asc(ID)),
                fault("another collation", "(name COLLATE \"C\", id)", "(name, id)", asc(LABEL), asc(ID)),
                fault(
                        "a collation of the key",
                        "(name, id)",
                        "((((name) collate \"POSIX\")) DESC, id DESC)",
                        desc(LABEL.collate("POSIX")).notNull(),
                        desc(ID)),
                fault(
                        "low-cardinality lead",
                        "(kind, at)",
                        "(kind, at DESC, id DESC)",
                        asc(KIND).lowCardinality(),
                        desc(AT),
                        desc(ID)),
                fault(
                        "two nullable keys",
                        "(score, id)",
                        "(score, \"Rank\" DESC NULLS LAST, id)",
                        asc(SCORE).nullsLast(),
                        desc(RANK).nullsLast(),
                        asc(ID)),
                filtered("filter by equality", "", USER.eq(7L), "(\"user\", at DESC, id DESC)", desc(AT), desc(ID)),
                filtered(
                        "filter by a flag and one of a list",
                        "(id)",
                        condition(ACTIVE).and(USER.in(val(7L))).and(SCORE.gt(3)),
                        "(active, \"user\", at DESC, id DESC)",
                        desc(AT),
                        desc(ID)),
                filtered(
                        "filter by a flag that is off",
                        "",
                        not(condition(ACTIVE)),
                        "(active, at, id)",
                        asc(AT),
                        asc(ID)),
                filtered(
                        "filter by IS NULL, which an index with the column in front cannot serve",
                        "(gone, at DESC, id DESC)",
                        GONE.isNull(),
                        "(at DESC, id DESC) WHERE gone IS NULL",
                        desc(AT),
                        desc(ID)),
                filtered(
                        "filter fixes a key",
                        "(at DESC, id DESC)",
                        KIND.eq("k1"),
                        "(kind, at DESC, id DESC)",
                        desc(KIND).lowCardinality(),
                        desc(AT),
                        desc(ID)));
    }

    private static Stream<Arguments> cases() {
        return TABLES.stream().flatMap(table -> faults().map(fault -> Arguments.of(fault, table)));
    }

    @BeforeAll
    static void tables(DSLContext dsl) {
        for (String table : TABLES) {
            dsl.execute(
                    "create unlogged table {0} (id bigint not null, kind text not null, at timestamptz not null, score int,"
                            + " \"Rank\" int, name text not null, \"user\" bigint not null, active boolean not null, gone timestamptz)",
                    table(name(table)));
            int rows = table.equals("empty") ? 0 : table.equals("tiny") ? 10 : 50_000;
            dsl.execute(
                    "insert into {0} select g, 'k' || g % 5, timestamptz '2026-01-01' + make_interval(secs => g / 3),"
                            + " nullif(g % 1000, 0), nullif(g % 10, 0), 'Name ' || g % 7777, g % 100, g % 2 = 0,"
                            + " case when g % 3 = 0 then timestamptz '2026-02-01' end from generate_series(1, {1}) g",
                    table(name(table)), val(rows));
            dsl.execute("vacuum analyze {0}", table(name(table)));
        }
    }

    @ParameterizedTest(name = "{0}, table {1}")
    @MethodSource("cases")
    void isFoundAndMendedByItsDdl(Fault fault, String table) {
        if (!fault.index().isEmpty()) {
            dsl.execute("create index wrong on {0} " + fault.index(), table(name(table)));
        }
        PageQuery<Record> query = Keyset.of(table(name(table)))
                .orderBy(fault.keys().toArray(Key[]::new))
                .uniqueOn(ID)
                .build()
                .page(dsl)
                .where(fault.filter());

        PlanCheck before = query.checkPlan();
        assertThat(before.problems()).extracting(PlanProblem::kind).containsOnly(Kind.INDEX_MISSING);
        String quoted = table.equals("Large one") ? "\"Large one\"" : table;
        assertThat(before.ddl())
                .containsExactly("CREATE INDEX CONCURRENTLY ON public." + quoted + " " + fault.advised() + ";");
        assertThatExceptionOfType(PlanVerificationException.class)
                .isThrownBy(query::verifyPlan)
                .withMessageContaining(before.ddl().get(0));

        before.ddl().forEach(dsl::execute);
        assertThat(query.checkPlan()).matches(PlanCheck::isServed);
        dropIndexes();
        assertThat(query.checkPlan()).matches(check -> !check.isServed());
    }

    @AfterEach
    void dropIndexes() {
        dsl.fetch("select indexname from pg_indexes where schemaname = 'public'")
                .forEach(row -> dsl.dropIndex(name(row.get(0, String.class))).execute());
    }
}
