package io.pgstride.pagination;

import static io.pgstride.pagination.Events.EVENTS;
import static io.pgstride.pagination.Key.asc;
import static io.pgstride.pagination.Key.desc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.lower;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;

import io.pgstride.pagination.Events.EventRecord;
import io.pgstride.testing.PostgresTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record2;
import org.jooq.Record3;
import org.jooq.Records;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pages of all that jOOQ calls a table: joins, groupings, aliases, expressions, plain SQL; and what rows become. */
@PostgresTest
class AnyTableTest {
    private static final Table<Record> USERS = table(name("users"));
    private static final Field<Long> USER_ID = field(name("users", "id"), SQLDataType.BIGINT.notNull());
    private static final Field<String> USER_NAME = field(name("users", "name"), SQLDataType.VARCHAR);

    private final Connection connection;
    private final DSLContext dsl;

    AnyTableTest(DataSource dataSource) throws SQLException {
        connection = dataSource.getConnection();
        dsl = DSL.using(connection, SQLDialect.POSTGRES);
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    /** As an application would hold it. */
    record View(Long id, OffsetDateTime at, String kind) {}

    /** As older code would hold it. */
    public static final class Bean {
        private long id;
        private String kind = "";

        public void setId(long id) {
            this.id = id;
        }

        public void setKind(String kind) {
            this.kind = kind;
        }
    }

    @BeforeAll
    static void rows(DSLContext dsl) {
        dsl.execute(Events.DDL);
        dsl.execute("create table users (id bigint primary key, name text)");
        dsl.execute(
                "insert into users select g, (array['Ann', 'bob', 'Cid', null])[1 + g % 4] from generate_series(1, 20) g");
        dsl.execute(
                "insert into events (user_id, created_at, kind, note) select 1 + g % 25, '2026-03-01 12:00+00', 'k' || g % 3,"
                        + " case when g % 2 = 0 then 'note' end from generate_series(1, 100) g");
    }

    @Test
    void anInnerJoin() {
        Keyset<Record> keyset = Keyset.of(EVENTS.join(USERS).on(EVENTS.USER_ID.eq(USER_ID)))
                .select(EVENTS.ID, USER_ID, USER_NAME)
                .orderBy(desc(USER_NAME).nullsLast(), asc(EVENTS.ID))
                .uniqueOn(EVENTS.ID)
                .build();
        assertWalks(
                keyset.page(dsl).where(EVENTS.KIND.eq("k1").or(EVENTS.KIND.eq("k2"))),
                "select e.id from events e join users u on e.user_id = u.id where kind in ('k1', 'k2')"
                        + " order by u.name desc nulls last, e.id");
    }

    @Test
    void anOuterJoinWithAllItsColumnsOfWhichTwoHaveTheSameName() {
        Field<Long> other = EVENTS.as("o").ID;
        Keyset<Record> keyset = Keyset.of(EVENTS.leftJoin(EVENTS.as("o")).on(other.eq(EVENTS.ID.add(1L))))
                .orderBy(desc(other).nullsFirst(), asc(EVENTS.ID).notNull())
                .uniqueOn(EVENTS.ID)
                .build();
        List<Record> rows = Walk.forward(keyset.page(dsl).size(7));
        assertThat(rows)
                .extracting(row -> row.get(EVENTS.ID))
                .startsWith(100L, 99L, 98L)
                .hasSize(100);
        assertThat(rows).extracting(row -> row.get(other)).startsWith(null, 100L, 99L);
        assertThat(Walk.backward(keyset.page(dsl).size(7))).isEqualTo(rows);
    }

    @Test
    void aGrouping() {
        Field<Long> events = count().cast(SQLDataType.BIGINT).as("events");
        Table<Record2<Long, Long>> grouped = select(EVENTS.USER_ID, events)
                .from(EVENTS)
                .groupBy(EVENTS.USER_ID)
                .asTable("grouped");
        Keyset<Record2<Long, Long>> keyset = Keyset.of(grouped)
                .orderBy(
                        desc(events).notNull(),
                        asc(grouped.field(EVENTS.USER_ID)).notNull())
                .uniqueOn(grouped.field(EVENTS.USER_ID))
                .build();
        List<Record2<Long, Long>> rows = Walk.forward(keyset.page(dsl).size(4));
        assertThat(rows)
                .extracting(Record2::value1)
                .isEqualTo(dsl.fetch("select user_id from events group by user_id order by count(*) desc, user_id")
                        .getValues("user_id", Long.class));
        assertThat(Walk.backward(keyset.page(dsl).size(4))).isEqualTo(rows);
    }

    @Test
    void anExpressionThatAnIndexCanServe() {
        Keyset<EventRecord> keyset = Keyset.of(EVENTS)
                .orderBy(
                        desc(lower(EVENTS.NOTE)).nullsLast(),
                        asc(lower(EVENTS.KIND)).notNull(),
                        asc(EVENTS.ID))
                .build();
        assertThat(Walk.forward(keyset.page(dsl).size(3)))
                .extracting(EventRecord::id)
                .isEqualTo(dsl.fetch("select id from events order by lower(note) desc nulls last, lower(kind), id")
                        .getValues("id", Long.class));
    }

    @Test
    void aPlainTableWithAllItsColumns() {
        Table<Record> plain = table(name("events"));
        Field<Long> id = field(name("id"), SQLDataType.BIGINT.notNull());
        Field<String> note = field(name("note"), SQLDataType.VARCHAR);
        Field<String> kind = field(name("kind"), SQLDataType.VARCHAR.notNull());
        Keyset<Record> keyset = Keyset.of(plain)
                .orderBy(asc(note).nullsFirst(), desc(lower(kind)).notNull(), desc(id))
                .uniqueOn(id)
                .build();
        List<Record> rows = Walk.forward(keyset.page(dsl).size(6));
        assertThat(rows)
                .allSatisfy(row -> assertThat(row.fields())
                        .extracting(Field::getName)
                        .containsExactly("id", "user_id", "created_at", "kind", "note"));
        assertWalks(keyset.page(dsl), "select id from events order by note nulls first, lower(kind) desc, id desc");
    }

    @Test
    void recordsBecomeJavaRecordsAndBeans() {
        Table<Record3<Long, OffsetDateTime, String>> chosen =
                select(EVENTS.ID, EVENTS.CREATED_AT, EVENTS.KIND).from(EVENTS).asTable("chosen");
        Keyset<Record3<Long, OffsetDateTime, String>> keyset = Keyset.of(chosen)
                .orderBy(
                        asc(chosen.field(EVENTS.KIND)).notNull(),
                        desc(chosen.field(EVENTS.ID)).notNull())
                .uniqueOn(chosen.field(EVENTS.ID))
                .build();
        PageQuery<Record3<Long, OffsetDateTime, String>> query =
                keyset.page(dsl).size(3);
        Page<View> views = query.after(query.first().next().orElseThrow()).map(Records.mapping(View::new));
        assertThat(views.rows()).extracting(View::id).containsExactly(90L, 87L, 84L);
        Page<Bean> beans = query.first().map(row -> row.into(Bean.class));
        assertThat(beans.rows()).extracting(bean -> bean.id + bean.kind).containsExactly("99k0", "96k0", "93k0");
        assertThat(beans.next()).isEqualTo(query.first().next());
    }

    @Test
    void rowsAreReadStraightFromJdbc() {
        Keyset<EventRecord> keyset = Keyset.of(EVENTS)
                .orderBy(asc(EVENTS.NOTE).nullsLast(), asc(lower(EVENTS.KIND)).notNull(), desc(EVENTS.ID))
                .build();
        PageQuery<EventRecord> records = keyset.page(dsl).size(7);
        PageQuery<Long> read = records.reading(row -> row.getLong(1));
        List<Long> expected =
                Walk.forward(records).stream().map(EventRecord::id).toList();
        assertThat(Walk.forward(read)).isEqualTo(expected);
        assertThat(Walk.backward(read)).isEqualTo(expected);
        assertThatThrownBy(records.reading(row -> row.getLong(99))::first)
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("events");
    }

    @Test
    void aFilterThatFixesKeysToWhateverTheCursorHolds() {
        Keyset<EventRecord> keyset = Keyset.of(EVENTS)
                .orderBy(asc(EVENTS.KIND), asc(EVENTS.USER_ID), asc(EVENTS.ID))
                .build();
        List<EventRecord> all = Walk.forward(keyset.page(dsl));
        PageQuery<EventRecord> fixed = keyset.page(dsl)
                .where(EVENTS.KIND.eq("k1"))
                .where(EVENTS.USER_ID.in(List.of(7L)))
                .size(2);
        assertThat(Walk.forward(fixed)).hasSizeGreaterThan(0).isEqualTo(Walk.backward(fixed));
        for (int i = 0; i < all.size(); i++) {
            Cursor cursor = keyset.cursorOf(all.get(i));
            List<EventRecord> expected = all.subList(i + 1, all.size()).stream()
                    .filter(row -> row.get(EVENTS.KIND).equals("k1") && row.get(EVENTS.USER_ID) == 7L)
                    .toList();
            assertThat(fixed.size(50).after(cursor).rows()).isEqualTo(expected);
        }
    }

    @Test
    void oneConditionForStatementsThatCannotBeWrapped() {
        Keyset<EventRecord> keyset = Keyset.of(EVENTS)
                .orderBy(asc(EVENTS.NOTE).nullsLast(), desc(EVENTS.ID))
                .build();
        List<EventRecord> all = Walk.forward(keyset.page(dsl).size(100));
        for (int i : new int[] {0, 10, 49, 50, 51, 99}) {
            Cursor cursor = keyset.cursorOf(all.get(i));
            assertThat(dsl.selectFrom(EVENTS)
                            .where(keyset.conditionAfter(cursor))
                            .orderBy(keyset.sortFields())
                            .forUpdate()
                            .skipLocked()
                            .fetch())
                    .containsExactlyElementsOf(all.subList(i + 1, 100));
            assertThat(dsl.selectFrom(EVENTS)
                            .where(keyset.conditionBefore(cursor))
                            .orderBy(keyset.sortFields())
                            .fetch())
                    .containsExactlyElementsOf(all.subList(0, i));
        }
    }

    /** The cursor has NULL in every key, and no row can come after it. */
    @Test
    void afterTheOneRowWhoseOnlyKeyIsNullComesNone() {
        Table<?> few = select(EVENTS.NOTE).from(EVENTS).groupBy(EVENTS.NOTE).asTable("few");
        Field<String> note = few.field(EVENTS.NOTE);
        Keyset<? extends Record> keyset =
                Keyset.of(few).orderBy(asc(note).nullsLast()).uniqueOn(note).build();
        Cursor end = keyset.page(dsl).last().end().orElseThrow();
        assertThat(keyset.page(dsl).after(end)).isEmpty();
        assertThat(dsl.selectFrom(few).where(keyset.conditionAfter(end)).fetch())
                .isEmpty();
        assertThat(dsl.selectFrom(few).where(keyset.conditionBefore(end)).fetch())
                .hasSize(1);
    }

    private void assertWalks(PageQuery<? extends Record> query, String sql) {
        List<Long> expected = dsl.fetch(sql).getValues("id", Long.class);
        assertThat(expected).isNotEmpty();
        for (int size : new int[] {1, 2, 7, 50, 1000}) {
            assertThat(ids(Walk.forward(query.size(size))))
                    .as("forward, size %s", size)
                    .isEqualTo(expected);
            assertThat(ids(Walk.backward(query.size(size))))
                    .as("backward, size %s", size)
                    .isEqualTo(expected);
        }
    }

    private static List<Long> ids(List<? extends Record> rows) {
        return rows.stream().map(row -> row.get(0, Long.class)).toList();
    }
}
