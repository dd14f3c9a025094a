package io.pgstride.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.SQLDataType.BIGINT;
import static org.jooq.impl.SQLDataType.VARCHAR;

import io.pgstride.testing.PostgresTest;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.QueryPart;
import org.jooq.conf.StatementType;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

@PostgresTest
class SqlTemplateTest {
    private static final Field<Long> N = field(name("n"), BIGINT);

    private final Field<Long> least = SqlTemplate.slot("least", BIGINT);

    @Test
    void runsWithOtherValuesEachTime(DSLContext dsl) {
        SqlTemplate template = SqlTemplate.of(
                dsl,
                dsl.select(N)
                        .from(DSL.table("generate_series(1, 9)").as("g", "n"))
                        .where(row(N, N).gt(row(least, least)).and(SqlTemplate.slot("filter")))
                        .orderBy(N)
                        .limit(SqlTemplate.slot("most", BIGINT)));
        assertThat(fetch(dsl, template, Map.of("least", val(2L), "filter", N.ne(4L), "most", inline(2L))))
                .containsExactly(3L, 5L);
        assertThat(fetch(
                        dsl,
                        template,
                        Map.of("least", val(7L), "filter", N.lt(9L).or(N.eq(9L)), "most", inline(9L))))
                .containsExactly(8L, 9L);
    }

    @Test
    void aTextMayLookLikeAPlaceholder(DSLContext dsl) {
        SqlTemplate template =
                SqlTemplate.of(dsl, dsl.select(inline("{0} :a ? '"), SqlTemplate.slot("value", VARCHAR)));
        assertThat(template.resultQuery(dsl, slot -> val("b")).fetchSingle().intoList())
                .containsExactly("{0} :a ? '", "b");
    }

    @Test
    void runsWherePlainSqlIsNoTemplate(DSLContext dsl) {
        DSLContext raw = dsl.configuration()
                .deriveSettings(settings -> settings.withRenderPlainSQLTemplatesAsRaw(true))
                .dsl();
        SqlTemplate template = SqlTemplate.of(raw, raw.select(SqlTemplate.slot("value", BIGINT)));
        assertThat(template.resultQuery(raw, slot -> val(7L)).fetchSingle().get(0, Long.class))
                .isEqualTo(7L);
        raw.execute("create table counted (n bigint)");
        SqlTemplate insert = SqlTemplate.of(
                raw, raw.insertInto(DSL.table(name("counted")), N).values(least));
        assertThat(insert.query(raw, slot -> val(7L)).execute()).isEqualTo(1);
    }

    @Test
    void refusesAValueThatWouldBeLostWhereValuesAreWrittenInToo(DSLContext dsl) {
        DSLContext inlining = dsl.configuration()
                .deriveSettings(settings -> settings.withStatementType(StatementType.STATIC_STATEMENT))
                .dsl();
        assertThatThrownBy(() -> SqlTemplate.of(inlining, dsl.select(val("secret"))))
                .isInstanceOf(IllegalArgumentException.class);
        SqlTemplate template = SqlTemplate.of(inlining, dsl.select(SqlTemplate.slot("value", BIGINT)));
        assertThat(template.resultQuery(inlining, slot -> val(7L)).fetchSingle().get(0, Long.class))
                .isEqualTo(7L);
    }

    @Test
    void aSlotThatIsGivenNothingIsNamed(DSLContext dsl) {
        SqlTemplate template = SqlTemplate.of(dsl, dsl.selectOne().limit(SqlTemplate.slot("most", BIGINT)));
        assertThatThrownBy(() -> template.resultQuery(dsl, Map.of("mots", inline(7L))::get)
                        .fetch())
                .hasMessageContaining("slot \"most\"");
    }

    @Test
    void refusesAValueThatWouldBeLost(DSLContext dsl) {
        assertThatThrownBy(() -> SqlTemplate.of(dsl, dsl.select(val("secret"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has a bind variable")
                .hasMessageNotContaining("secret");
    }

    private static List<Long> fetch(DSLContext dsl, SqlTemplate template, Map<String, QueryPart> parts) {
        return template.resultQuery(dsl, parts::get).coerce(N).fetch(N);
    }
}
