package io.pgstride.pagination;

import static io.pgstride.pagination.Events.EVENTS;
import static io.pgstride.pagination.Key.asc;
import static io.pgstride.pagination.Key.desc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.Test;

/** Orderings that would lose rows are refused when built, with the way to mend them. */
class KeysetBuilderTest {
    private static final Table<Record> PLAIN = DSL.table(DSL.name("events"));
    private static final Field<Long> ID = DSL.field(DSL.name("id"), SQLDataType.BIGINT);

    @Test
    void noKey() {
        assertRefused(Keyset.of(EVENTS)).hasMessageContaining("orderBy");
    }

    @Test
    void theSameKeyTwice() {
        assertRefused(Keyset.of(EVENTS).orderBy(asc(EVENTS.ID), asc(EVENTS.ID))).hasMessageContaining("twice");
    }

    @Test
    void aNullableKey() {
        assertRefused(Keyset.of(EVENTS).orderBy(asc(EVENTS.NOTE), asc(EVENTS.ID)))
                .hasMessageContaining("note")
                .hasMessageContaining("notNull()")
                .hasMessageContaining("nullsFirst()");
        Keyset.of(EVENTS).orderBy(asc(EVENTS.NOTE).notNull(), asc(EVENTS.ID)).build();
        Keyset.of(EVENTS).orderBy(asc(EVENTS.NOTE).nullsLast(), asc(EVENTS.ID)).build();
    }

    @Test
    void aKeyThatIsDeclaredTwoWays() {
        assertThatThrownBy(asc(EVENTS.NOTE).notNull()::nullsLast)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("note")
                .hasMessageContaining("NONE and LAST");
        assertThat(asc(EVENTS.NOTE).nullsLast().nullsLast().nulls()).isEqualTo(Key.Nulls.LAST);
    }

    @Test
    void aNullableUniqueColumnIsNotUnique() {
        TypedTable typed = new TypedTable(SQLDataType.BIGINT);
        Field<Long> nullableId = DSL.field(DSL.name("id"), SQLDataType.BIGINT);
        assertThat(Keyset.of(typed).orderBy(asc(nullableId)).build()).isNotNull();
        Keyset.Builder<Record> plain = Keyset.of(PLAIN).orderBy(asc(ID).nullsLast());
        assertRefused(plain).hasMessageContaining("not unique");
        assertRefused(plain.uniqueOn(ID)).hasMessageContaining("NULLs repeat");
    }

    @Test
    void noUniqueKeyCovered() {
        assertRefused(Keyset.of(EVENTS).orderBy(desc(EVENTS.CREATED_AT), desc(EVENTS.USER_ID)))
                .hasMessageContaining("not unique")
                .hasMessageContaining("(id)");
    }

    @Test
    void aPlainTableMustDeclareWhatIsUnique() {
        assertRefused(Keyset.of(PLAIN).orderBy(asc(ID).notNull())).hasMessageContaining("uniqueOn");
        assertRefused(Keyset.of(PLAIN)
                        .orderBy(asc(ID).notNull())
                        .uniqueOn(ID, DSL.field(DSL.name("tenant"), SQLDataType.BIGINT)))
                .hasMessageContaining("(id, tenant)");
        Keyset.of(PLAIN).orderBy(asc(ID).notNull()).uniqueOn(ID).build();
    }

    @Test
    void aPlainFieldKnowsNotNullByItsDataType() {
        Field<Long> id = DSL.field(DSL.name("id"), SQLDataType.BIGINT.notNull());
        Keyset.of(PLAIN).orderBy(asc(id)).uniqueOn(id).build();
        assertRefused(Keyset.of(PLAIN).orderBy(asc(ID)).uniqueOn(ID)).hasMessageContaining("may be NULL");
    }

    @Test
    void aFieldWithoutType() {
        Field<Object> untyped = DSL.field(DSL.name("id"));
        assertRefused(Keyset.of(PLAIN).orderBy(asc(untyped).notNull()).uniqueOn(untyped))
                .hasMessageContaining("data type");
    }

    @Test
    void aColumnOfAnotherTable() {
        assertRefused(Keyset.of(EVENTS.as("e")).orderBy(asc(EVENTS.ID))).hasMessageContaining("alias");
        assertRefused(Keyset.of(EVENTS).orderBy(asc(DSL.field(DSL.name("users", "id"), SQLDataType.BIGINT))))
                .hasMessageContaining("not a column of it");
        Field<Long> foreign = DSL.field(DSL.name("users", "id"), SQLDataType.BIGINT.notNull());
        assertRefused(Keyset.of(PLAIN).orderBy(asc(foreign)).uniqueOn(foreign))
                .hasMessageContaining("not a column of it");
        Field<Long> own = DSL.field(DSL.name("events", "id"), SQLDataType.BIGINT.notNull());
        assertThat(Keyset.of(PLAIN).orderBy(asc(own)).uniqueOn(own).build()).isNotNull();
    }

    @Test
    void anExpressionIsNamedWithoutItsValues() {
        Field<String> secret = EVENTS.KIND.concat(DSL.val("secret"));
        Field<String> constant = EVENTS.KIND.concat(DSL.inline("secret"));
        Keyset<?> keyset = Keyset.of(EVENTS)
                .orderBy(asc(constant).notNull(), asc(EVENTS.ID))
                .build();
        assertThat(keyset.toString()).contains("||");
        assertRefused(Keyset.of(EVENTS).orderBy(asc(secret).notNull(), asc(EVENTS.ID)))
                .hasMessageContaining("DSL.inline")
                .message()
                .doesNotContain("secret");
        assertThat(asc(secret).toString()).doesNotContain("secret");
    }

    @Test
    void noFieldSelected() {
        assertThatThrownBy(Keyset.of(EVENTS)::select)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("events");
    }

    @Test
    void aRowWithoutAValueHasNoCursor() {
        Keyset<? extends Record> keyset =
                Keyset.of(EVENTS).orderBy(asc(EVENTS.ID)).build();
        assertThatThrownBy(() -> cursorOfEmptyRow(keyset))
                .isInstanceOf(CursorEncodingException.class)
                .hasMessageContaining("no value of key");
    }

    private static <R extends Record> Cursor cursorOfEmptyRow(Keyset<R> keyset) {
        @SuppressWarnings("unchecked")
        R row = (R) EVENTS.newRecord();
        return keyset.cursorOf(row);
    }

    @Test
    void aJoinMustDeclareWhatIsUnique() {
        Table<?> joined = EVENTS.join(EVENTS.as("other")).on(DSL.trueCondition());
        assertRefused(Keyset.of(joined).orderBy(asc(EVENTS.ID))).hasMessageContaining("uniqueOn");
        assertRefused(Keyset.of(joined).orderBy(asc(ID)).uniqueOn(ID)).hasMessageContaining("qualify");
        assertThat(Keyset.of(joined).orderBy(asc(EVENTS.ID)).uniqueOn(EVENTS.ID).build())
                .hasToString("Keyset[\"public\".\"events\" joined to \"other\" by \"id\" asc]");
    }

    @Test
    void metadataDoesNotTellNullsOfAnOuterJoinOrADerivedTable() {
        Table<?> joined = EVENTS.leftJoin(EVENTS.as("other")).on(DSL.trueCondition());
        assertRefused(Keyset.of(joined).orderBy(asc(EVENTS.ID)).uniqueOn(EVENTS.ID))
                .hasMessageContaining("may be NULL");
        Table<?> derived = DSL.selectFrom(EVENTS).asTable("events_derived");
        assertRefused(Keyset.of(derived).orderBy(asc(ID)).uniqueOn(ID)).hasMessageContaining("may be NULL");
        assertThat(Keyset.of(derived).orderBy(asc(ID).notNull()).uniqueOn(ID).build())
                .isNotNull();
    }

    @Test
    void anUnqualifiedFieldTakesTheTablesMetadata() {
        assertThat(Keyset.of(EVENTS).orderBy(asc(ID)).build())
                .hasToString("Keyset[\"public\".\"events\" by \"id\" asc]");
    }

    @Test
    void anotherDialect() {
        Keyset<?> keyset = Keyset.of(EVENTS).orderBy(asc(EVENTS.ID)).build();
        for (SQLDialect dialect : List.of(SQLDialect.DEFAULT, SQLDialect.MYSQL)) {
            assertThatThrownBy(() -> keyset.page(DSL.using(dialect)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(dialect.toString())
                    .hasMessageContaining("SQLDialect.POSTGRES");
        }
    }

    @Test
    void contradictorySizes() {
        Keyset.Builder<?> builder = Keyset.of(EVENTS).orderBy(asc(EVENTS.ID));
        assertThatThrownBy(() -> builder.maxPageSize(10).pageSize(11).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("pageSize 11")
                .hasMessageContaining("maxPageSize 10");
        assertThatThrownBy(() ->
                        Keyset.of(EVENTS).orderBy(asc(EVENTS.ID)).maxPageSize(0).build())
                .isInstanceOf(IllegalStateException.class);
        Keyset<?> small =
                Keyset.of(EVENTS).orderBy(asc(EVENTS.ID)).maxPageSize(10).build();
        assertThat(small.pageSize()).isEqualTo(10);
        assertThat(small.maxPageSize()).isEqualTo(10);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(Keyset.Builder<?> builder) {
        return assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidOrderingException.class)
                .hasMessageContaining("events");
    }
}
