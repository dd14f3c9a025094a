package io.pgstride.pagination;

import static io.pgstride.pagination.Events.EVENTS;
import static io.pgstride.pagination.Key.asc;
import static io.pgstride.pagination.Key.desc;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.pagination.Events.EventRecord;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.Test;

/** The shape of the statements; what they cost is in PageCostTest. */
class PageSqlTest {
    private final DSLContext dsl = DSL.using(SQLDialect.POSTGRES);
    private final Keyset<EventRecord> newest =
            Keyset.of(EVENTS).orderBy(desc(EVENTS.CREATED_AT), desc(EVENTS.ID)).build();
    private final PageQuery<EventRecord> query = newest.page(dsl)
            .where(EVENTS.USER_ID.eq(7L).or(EVENTS.KIND.eq("a")))
            .size(20);
    private final Cursor cursor = newest.cursorOf(new EventRecord()
            .with(EVENTS.CREATED_AT, OffsetDateTime.parse("2026-03-01T12:00:00.000001+02:00"))
            .with(EVENTS.ID, 5L));

    @Test
    void theFirstPageHasNoTraceOfACursor() {
        assertThat(query.firstQuery().getSQL())
                .endsWith("where (\"public\".\"events\".\"user_id\" = ? or \"public\".\"events\".\"kind\" = ?)"
                        + " order by \"public\".\"events\".\"created_at\" desc, \"public\".\"events\".\"id\" desc"
                        + " fetch next 21 rows only");
        assertThat(query.firstQuery().getSQL()).isEqualTo(query.afterQuery(null).getSQL());
    }

    @Test
    void theNextPageAddsOneRowComparison() {
        assertThat(query.afterQuery(cursor).getSQL())
                .contains("where ((\"public\".\"events\".\"user_id\" = ? or \"public\".\"events\".\"kind\" = ?) and"
                        + " (\"public\".\"events\".\"created_at\", \"public\".\"events\".\"id\")"
                        + " < (?, ?))");
        assertThat(query.afterQuery(cursor).getBindValues())
                .containsExactly(7L, "a", "2026-03-01T10:00:00.000001Z", "5");
    }

    @Test
    void thePreviousPageTurnsComparisonAndOrder() {
        assertThat(query.beforeQuery(cursor).getSQL())
                .contains("\"id\") > (?, ?)")
                .contains("order by \"public\".\"events\".\"created_at\" asc, \"public\".\"events\".\"id\" asc");
        Keyset<EventRecord> oldest = Keyset.of(EVENTS).orderBy(asc(EVENTS.ID)).build();
        Cursor five = oldest.cursorOf(new EventRecord().with(EVENTS.ID, 5L));
        assertThat(oldest.page(dsl).afterQuery(five).getSQL()).contains("\"id\") > (?)");
        assertThat(oldest.page(dsl).beforeQuery(five).getSQL())
                .contains("\"id\") < (?)")
                .contains("\"id\" desc");
        assertThat(oldest.page(dsl).lastQuery().getSQL())
                .contains("\"id\" desc")
                .doesNotContain("where");
    }

    @Test
    void aQueryIsImmutable() {
        String before = query.firstQuery().getSQL();
        assertThat(query.where(EVENTS.ID.gt(1L)).size(3).firstQuery().getSQL()).isNotEqualTo(before);
        assertThat(query.firstQuery().getSQL()).isEqualTo(before);
    }

    @Test
    void neitherKeyNorValueIsCast() {
        Field<?> cut = DSL.field(DSL.name("cut"), SQLDataType.LOCALDATETIME(3).notNull());
        Field<?> code = DSL.field(DSL.name("code"), SQLDataType.CHAR(3).notNull());
        Keyset<Record> keyset = Keyset.of(DSL.table(DSL.name("t")))
                .orderBy(asc(cut), asc(code))
                .uniqueOn(code)
                .build();
        Record row = dsl.newRecord(cut, code);
        row.fromArray(LocalDateTime.parse("2026-03-01T12:00:00.000001"), "abcde");
        assertThat(keyset.page(dsl).afterQuery(keyset.cursorOf(row)).getSQL())
                .contains("select *, cast(\"t\".\"cut\" as text) as \"pgstride_key_0\"")
                .contains("(\"t\".\"cut\", \"t\".\"code\") > (?, ?)");
    }
}
