package io.pgstride.pagination;

import static io.pgstride.pagination.Key.asc;
import static io.pgstride.pagination.Key.desc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.epoch;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lateral;
import static org.jooq.impl.DSL.lower;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.values;
import static org.jooq.impl.DSL.when;

import io.pgstride.testing.PostgresTest;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.assertj.core.api.AbstractThrowableAssert;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.UniqueKey;
import org.jooq.impl.DSL;
import org.jooq.impl.Internal;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What jOOQ says of a type or of NULL can be untrue; pages are right all the same, or the ordering is refused. */
@PostgresTest
class TypesThatAreNotAsDeclaredTest {
    private static final Thing THING = new Thing();

    private final Connection connection;
    private final DSLContext dsl;

    TypesThatAreNotAsDeclaredTest(DataSource dataSource) throws SQLException {
        connection = dataSource.getConnection();
        dsl = DSL.using(connection, SQLDialect.POSTGRES);
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    /** With forced types. */
    @SuppressWarnings({"serial", "unchecked", "rawtypes"})
    private static final class Thing extends TableImpl<Record> {
        final TableField<Record, Long> id = createField(name("id"), SQLDataType.BIGINT.notNull());
        final TableField<Record, String> ci = createField(name("ci"), SQLDataType.VARCHAR.notNull());
        final TableField<Record, Long> shelf = createField(name("shelf"), SQLDataType.BIGINT.notNull());
        final TableField<Record, Integer> price = createField(name("price"), SQLDataType.INTEGER.notNull());
        final TableField<Record, Float> weight = createField(name("weight"), SQLDataType.REAL.notNull());
        final TableField<Record, String> note = createField(name("note"), SQLDataType.CLOB);

        Thing() {
            super(name("thing"));
        }

        @Override
        public List<UniqueKey<Record>> getKeys() {
            return List.of(Internal.createUniqueKey(this, name("thing_pkey"), new TableField[] {id}, true));
        }
    }

    @BeforeAll
    static void rows(DSLContext dsl) {
        dsl.execute("create extension citext");
        dsl.execute(
                "create table thing (id bigint primary key, ci citext not null, shelf int not null, price int not null, weight real not null,"
                        + " at timestamptz not null, note text, span interval not null)");
        dsl.execute(
                "insert into thing select g, (array['a', 'B', 'c', 'A', 'b', 'C'])[1 + g % 6], g % 4, g % 7, (g % 9) * 0.1::real,"
                        + " timestamptz '2026-01-01' + g % 11 * interval '0.3 second', case when g % 3 > 0 then 'n' || g % 5 end,"
                        + " g % 13 * interval '1 day' from generate_series(1, 60) g");
    }

    @Test
    void citextIsComparedAsCitext() {
        assertWalk(Keyset.of(THING).orderBy(asc(THING.ci), asc(THING.id)).build(), "ci, id");
        Field<String> ci = field(name("ci"), SQLDataType.CLOB.notNull());
        Field<Long> id = field(name("id"), SQLDataType.BIGINT.notNull());
        assertWalk(
                Keyset.of(table(name("thing")))
                        .orderBy(desc(ci), asc(id))
                        .uniqueOn(id)
                        .build(),
                "ci desc, id");
    }

    /** As after a migration from int to bigint, or before it. */
    @Test
    void aWiderTypeThanTheColumnsIsReadAsWell() {
        assertWalk(Keyset.of(THING).orderBy(desc(THING.shelf), asc(THING.id)).build(), "shelf desc, id");
    }

    @Test
    void anArithmeticKeyIsComparedAsWhatItIs() {
        Field<BigDecimal> inDouble = THING.weight.cast(SQLDataType.NUMERIC);
        assertWalk(ordered(THING.price.mul(inline(new BigDecimal("1.5")))), "price * 1.5, id");
        assertWalk(ordered(THING.weight.mul(inline(1.1f))), "weight * 1.1, id");
        assertWalk(ordered(THING.weight.add(inline(1f))), "weight + 1, id");
        assertWalk(ordered(inDouble), "weight::numeric, id");
        assertWalk(ordered(epoch(field(name("at"), SQLDataType.TIMESTAMPWITHTIMEZONE))), "extract(epoch from at), id");
    }

    @Test
    void aColumnOfAQueryToo() {
        Table<?> query = select(THING.id, THING.price.mul(new BigDecimal("1.5")).as("x"))
                .from(THING)
                .asTable("q");
        Keyset<?> keyset = Keyset.of(query)
                .orderBy(
                        asc(query.field("x")).notNull(),
                        asc(query.field(THING.id)).notNull())
                .uniqueOn(query.field(THING.id))
                .build();
        assertThat(Walk.forward(keyset.page(dsl).size(1)))
                .extracting(read -> read.get(0, Long.class))
                .isEqualTo(ids("price * 1.5, id"));
        Table<?> sums = select(THING.price, sum(THING.weight).as("total"))
                .from(THING)
                .groupBy(THING.price)
                .asTable("sums");
        Keyset<?> bySum = Keyset.of(sums)
                .orderBy(
                        desc(sums.field("total")).notNull(),
                        asc(sums.field(THING.price)).notNull())
                .uniqueOn(sums.field(THING.price))
                .build();
        assertThat(Walk.forward(bySum.page(dsl).size(1))).hasSize(7);
    }

    @Test
    void aPlainColumnOfAnotherTypeThanDeclared() {
        Field<Long> id = field(name("id"), SQLDataType.BIGINT.notNull());
        for (Field<?> key : List.of(
                field(name("weight"), SQLDataType.DOUBLE.notNull()),
                field(name("span"), SQLDataType.INTERVALYEARTOMONTH.notNull()))) {
            assertWalk(
                    Keyset.of(table(name("thing")))
                            .orderBy(asc(key), asc(id))
                            .uniqueOn(id)
                            .build(),
                    key.getName() + ", id");
        }
    }

    @Test
    void anExpressionMustSayWhatItsNullsDo() {
        assertRefused(Keyset.of(THING).orderBy(asc(when(THING.id.gt(inline(3L)), THING.price)), asc(THING.id)));
        assertRefused(Keyset.of(THING)
                .orderBy(asc(field(select(THING.price).from(THING).where(THING.id.eq(inline(0L))))), asc(THING.id)));
        Table<?> beside = lateral(select(THING.price).from(THING)).as("q");
        assertRefused(Keyset.of(beside).orderBy(asc(beside.field(THING.price))).uniqueOn(beside.field(THING.price)));
        Table<?> list = values(row(1), row((Integer) null)).as("v", "a");
        assertRefused(Keyset.of(list).orderBy(asc(list.field("a"))).uniqueOn(list.field("a")));
    }

    @Test
    void anAliasThatRenamesKnowsNoKeys() {
        Table<Record> swapped = THING.as("t", "price", "ci", "shelf", "id", "weight", "note");
        assertThatThrownBy(() -> Keyset.of(swapped)
                        .orderBy(asc(swapped.field("id", Integer.class)).notNull())
                        .build())
                .isInstanceOf(InvalidOrderingException.class)
                .hasMessageContaining("uniqueOn");
    }

    @Test
    void aCommonTableExpressionIsRefused() {
        assertThatThrownBy(() -> Keyset.of(name("c").as(select(THING.id).from(THING)))
                        .orderBy(asc(THING.id))
                        .build())
                .isInstanceOf(InvalidOrderingException.class)
                .hasMessageContaining("asTable");
    }

    @Test
    void aSelectedAliasDoesNotCaptureAKey() {
        Field<Long> id = field(name("id"), SQLDataType.BIGINT.notNull());
        Field<String> ci = field(name("ci"), SQLDataType.CLOB.notNull());
        assertThatThrownBy(() -> Keyset.of(table(name("thing")))
                        .select(id, DSL.md5(ci).as("ci"))
                        .orderBy(asc(ci), asc(id))
                        .uniqueOn(id)
                        .build())
                .isInstanceOf(InvalidOrderingException.class)
                .hasMessageContaining("alias");
    }

    @Test
    void anAliasedExpressionIsTheExpression() {
        Field<String> lowered = lower(THING.note).as("lowered");
        Keyset<Record> keyset = Keyset.of(THING)
                .select(THING.id, lowered)
                .orderBy(desc(lowered).nullsLast(), asc(THING.id))
                .build();
        assertWalk(keyset, "lower(note) desc nulls last, id");
    }

    @Test
    void aLiteralIsNoKey() {
        assertThatThrownBy(() ->
                        Keyset.of(THING).orderBy(asc(inline(1)), asc(THING.id)).build())
                .isInstanceOf(InvalidOrderingException.class)
                .hasMessageContaining("literal");
    }

    @Test
    void fieldsInPlainSqlAreExpressions() {
        Field<Long> id = field("thing.id", SQLDataType.BIGINT);
        Field<String> lowered = field("lower(thing.note)", SQLDataType.CLOB);
        assertWalk(
                Keyset.of(table(name("thing")))
                        .orderBy(desc(lowered).nullsLast(), asc(id).notNull())
                        .uniqueOn(id)
                        .build(),
                "lower(note) desc nulls last, id");
    }

    @Test
    void aPlainJoinWithAllItsColumns() {
        Field<Long> id = field(name("thing", "id"), SQLDataType.BIGINT.notNull());
        Field<Long> other = field(name("o", "id"), SQLDataType.BIGINT);
        Table<Record> joined =
                table(name("thing")).leftJoin(table(name("thing")).as("o")).on(other.eq(id.add(inline(50L))));
        Keyset<Record> keyset = Keyset.of(joined)
                .orderBy(desc(other).nullsLast(), asc(id).notNull())
                .uniqueOn(id)
                .build();
        List<Long> expected = dsl.fetch("select thing.id from thing left join thing o on o.id = thing.id + 50"
                        + " order by o.id desc nulls last, thing.id")
                .getValues(0, Long.class);
        for (int size : new int[] {1, 4, 100}) {
            assertThat(Walk.forward(keyset.page(dsl).size(size)))
                    .extracting(read -> read.get(0, Long.class))
                    .isEqualTo(expected);
        }
    }

    @Test
    void aCursorIsNotMadeOfAnotherColumnOfTheSameName() {
        Table<Record> o = THING.as("o");
        Keyset<Record> keyset = Keyset.of(THING.join(o).on(o.field(THING.id).eq(THING.id.add(1L))))
                .select(o.field(THING.id))
                .orderBy(asc(THING.id))
                .uniqueOn(THING.id)
                .build();
        Page<Record> page = keyset.page(dsl).size(2).first();
        assertThatThrownBy(() -> keyset.cursorOf(page.rows().get(0)))
                .isInstanceOf(CursorEncodingException.class)
                .hasMessageContaining("cursor(index)");
    }

    @Test
    void jooqsMaxRowsDoesNotEndAWalk() {
        Keyset<Record> keyset = Keyset.of(THING).orderBy(asc(THING.id)).build();
        DSLContext limited = DSL.using(dsl.configuration().derive(new org.jooq.conf.Settings().withMaxRows(10)));
        assertThat(Walk.forward(keyset.page(limited).size(20))).hasSize(60);
    }

    private static Keyset<Record> ordered(Field<?> key) {
        return Keyset.of(THING).orderBy(asc(key).notNull(), asc(THING.id)).build();
    }

    private List<Long> ids(String order) {
        return dsl.fetch("select id from thing order by " + order).getValues("id", Long.class);
    }

    private void assertWalk(Keyset<Record> keyset, String order) {
        for (int size : new int[] {1, 2, 7}) {
            PageQuery<Record> query = keyset.page(dsl).size(size);
            assertThat(Walk.forward(query))
                    .as(order)
                    .extracting(read -> read.get("id", Long.class))
                    .isEqualTo(ids(order));
            assertThat(Walk.backward(query.reading(read -> read.getLong("id"))))
                    .as(order)
                    .isEqualTo(ids(order));
        }
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(Keyset.Builder<?> builder) {
        return assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidOrderingException.class)
                .hasMessageContaining("may be NULL");
    }
}
