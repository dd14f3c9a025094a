package io.pgstride.batching.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgstride.testing.PostgresTest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each kind of bad row, by each way that rows can take: the error names the row, the column and never the value. */
@PostgresTest
class BulkWriteErrorsTest {
    private static final Table<Record> T = DSL.table(DSL.name("Bad rows"));
    private static final Field<Long> ID = DSL.field(DSL.name("id"), SQLDataType.BIGINT);
    private static final Field<String> CODE = DSL.field(DSL.name("line 7, column id"), SQLDataType.VARCHAR);
    private static final Field<BigDecimal> PRICE = DSL.field(DSL.name("price"), SQLDataType.NUMERIC);
    private static final Field<Long> PARENT = DSL.field(DSL.name("parent"), SQLDataType.BIGINT);
    private static final Field<String> MOOD = DSL.field(DSL.name("mood"), SQLDataType.VARCHAR);
    private static final Field<Object> ANY = DSL.field(DSL.name("any"));
    private static final String SECRET = "SECRET";

    private record Row(Object id, String code, BigDecimal price, Long parent, String mood, Object any) {}

    /** How many rows there are, and which one is bad. */
    private enum Way {
        COPY(2_500, false),
        FEW(300, true),
        MANY(2_500, true);

        private final int rows;
        private final boolean conflict;

        Way(int rows, boolean conflict) {
            this.rows = rows;
            this.conflict = conflict;
        }
    }

    private final DSLContext dsl;

    BulkWriteErrorsTest(DSLContext dsl) {
        this.dsl = dsl;
    }

    @BeforeEach
    void table() {
        dsl.execute("drop table if exists \"Bad rows\", parent; drop type if exists mood");
        dsl.execute("create type mood as enum ('ok')");
        dsl.execute("create table parent (id bigint primary key)");
        dsl.execute("insert into parent select generate_series(1, 5000)");
        dsl.execute("""
                create table "Bad rows" (id bigint primary key, "line 7, column id" varchar(8) not null, price numeric(6, 2) check (price > 0),
                  parent bigint references parent, mood mood, "any" integer, unique ("line 7, column id"))
                """);
    }

    @SuppressWarnings("unchecked")
    private static BulkWriter<Row> writer(Way way) {
        BulkWriter<Row> writer = BulkWriter.into(T, Row.class)
                .column((Field<Object>) (Field<?>) ID, Row::id)
                .column(CODE, Row::code)
                .column(PRICE, Row::price)
                .column(PARENT, Row::parent)
                .column(MOOD, Row::mood)
                .column(ANY, Row::any);
        return way.conflict ? writer.onConflict(ID).doUpdate() : writer;
    }

    private static List<Row> rows(Way way, int bad, Row badRow) {
        List<Row> rows = new ArrayList<>();
        for (long i = 1; i <= way.rows; i++) {
            rows.add(good(i));
        }
        rows.set(bad - 1, badRow);
        return rows;
    }

    private static Row good(long i) {
        return new Row(i, "c" + i, BigDecimal.ONE, i, "ok", 1);
    }

    private BulkWriteException refused(Way way, Row badRow, Function<BulkWriter<Row>, BulkWriter<Row>> with) {
        List<Row> rows = rows(way, 270, badRow);
        BulkWriteException e = catchThrowableOfType(
                BulkWriteException.class, () -> with.apply(writer(way)).insert(dsl, rows));
        assertThat(e.row()).hasValue(270);
        assertThat(dsl.fetchCount(T)).isZero();
        return e;
    }

    private BulkWriteException refused(Way way, Row badRow) {
        BulkWriteException e = refused(way, badRow, writer -> writer);
        for (Throwable t = e; t != null; t = t.getCause()) {
            assertThat(t.toString()).doesNotContain(SECRET);
            assertThat(Arrays.toString(t.getSuppressed())).doesNotContain(SECRET);
        }
        assertThat(e).hasMessageContaining("row 270").hasMessageContaining("Bad rows");
        return e;
    }

    @ParameterizedTest
    @EnumSource
    void nullWhereTheColumnIsNotNull(Way way) {
        BulkWriteException e = refused(way, new Row(270L, null, BigDecimal.ONE, 1L, "ok", 1));
        assertThat(e.column()).contains("line 7, column id");
        assertThat(e.sqlState()).isEmpty();
        assertThat(e).hasMessageContaining("omitting");
    }

    @ParameterizedTest
    @EnumSource
    void aRowThatIsNull(Way way) {
        List<Row> rows = rows(way, 270, good(270));
        rows.set(269, null);
        assertThat(catchThrowableOfType(
                        BulkWriteException.class, () -> writer(way).insert(dsl, rows)))
                .hasMessageStartingWith("row 270 for \"Bad rows\" is null");
    }

    @ParameterizedTest
    @EnumSource
    void nullAtTheServerWhereATriggerMightHaveFilledItIn(Way way) {
        dsl.execute("create or replace function nothing() returns trigger language plpgsql as 'begin return new; end'");
        dsl.execute("create trigger t before insert on \"Bad rows\" for each row execute function nothing()");
        BulkWriteException e = refused(way, new Row(270L, null, BigDecimal.ONE, 1L, "ok", 1));
        assertThat(e.column()).contains("line 7, column id");
        assertThat(e.sqlState()).contains("23502");
        assertThat(e.valueClass()).contains("java.lang.String");
    }

    @ParameterizedTest
    @EnumSource
    void classThatTheColumnCannotHold(Way way) {
        BulkWriteException e = refused(way, new Row(270L, "c", BigDecimal.ONE, 1L, "ok", new StringBuilder(SECRET)));
        assertThat(e.column()).contains("any");
        assertThat(e.valueClass()).contains("java.lang.StringBuilder");
    }

    @ParameterizedTest
    @EnumSource
    void textWithNul(Way way) {
        BulkWriteException e = refused(way, new Row(270L, SECRET + "\0", BigDecimal.ONE, 1L, "ok", 1));
        assertThat(e.column()).contains("line 7, column id");
        assertThat(e).hasMessageContaining("NUL");
        assertThat(refused(way, new Row(270L, SECRET + "\uD800", BigDecimal.ONE, 1L, "ok", 1)))
                .hasMessageContaining("surrogate");
    }

    @ParameterizedTest
    @EnumSource
    void tooLongText(Way way) {
        BulkWriteException e = refused(way, new Row(270L, SECRET + "long", BigDecimal.ONE, 1L, "ok", 1));
        assertThat(e.column()).contains("line 7, column id");
        assertThat(e.sqlState()).contains("22001");
    }

    @ParameterizedTest
    @EnumSource
    void numericOverflow(Way way) {
        BulkWriteException e = refused(way, new Row(270L, "c", new BigDecimal("123456.78"), 1L, "ok", 1));
        assertThat(e.column()).contains("price");
        assertThat(e.sqlState()).contains("22003");
        assertThat(e.valueClass()).contains("java.math.BigDecimal");
    }

    @ParameterizedTest
    @EnumSource
    void integerOverflow(Way way) {
        BulkWriteException e = refused(way, new Row(270L, "c", BigDecimal.ONE, 1L, "ok", 1L << 40));
        assertThat(e.column()).contains("any");
    }

    @ParameterizedTest
    @EnumSource
    void unknownEnumLiteral(Way way) {
        BulkWriteException e = refused(way, new Row(270L, "c", BigDecimal.ONE, 1L, SECRET, 1));
        assertThat(e.column()).contains("mood");
        assertThat(e.sqlState()).contains("22P02");
    }

    @ParameterizedTest
    @EnumSource
    void check(Way way) {
        BulkWriteException e = refused(way, new Row(270L, SECRET, BigDecimal.ONE.negate(), 1L, "ok", 1));
        assertThat(e.column()).contains("price");
        assertThat(e.constraint()).contains("Bad rows_price_check");
        assertThat(e.sqlState()).contains("23514");
    }

    @ParameterizedTest
    @EnumSource
    void foreignKey(Way way) {
        BulkWriteException e = refused(way, new Row(270L, SECRET, BigDecimal.ONE, 99_999_999L, "ok", 1));
        assertThat(e.column()).contains("parent");
        assertThat(e.constraint()).contains("Bad rows_parent_fkey");
        assertThat(e.sqlState()).contains("23503");
    }

    @ParameterizedTest
    @EnumSource
    void anotherUniqueKey(Way way) {
        BulkWriteException e = refused(way, new Row(270L, "c7", BigDecimal.ONE, 1L, "ok", 1));
        assertThat(e.column()).contains("line 7, column id");
        assertThat(e.sqlState()).contains("23505");
    }

    @ParameterizedTest
    @EnumSource
    void whatATriggerRaises(Way way) {
        dsl.execute("""
                create or replace function refuse() returns trigger language plpgsql as $$
                begin if new.id = 270 then raise exception 'no % here, line 3', new."line 7, column id"; end if; return new; end $$
                """);
        dsl.execute("create trigger t before insert on \"Bad rows\" for each row execute function refuse()");
        assertThat(refused(way, new Row(270L, SECRET, BigDecimal.ONE, 1L, "ok", 1))
                        .sqlState())
                .contains("P0001");
    }

    @ParameterizedTest
    @EnumSource
    void valuesAreShownWhereAskedFor(Way way) {
        BulkWriteException e =
                refused(way, new Row(270L, "c", BigDecimal.ONE, 1L, SECRET, 1), BulkWriter::showingValues);
        assertThat(e).hasMessageContaining(SECRET);
        e = refused(
                way,
                new Row(270L, "c", BigDecimal.ONE, 1L, "ok", new StringBuilder(SECRET)),
                BulkWriter::showingValues);
        assertThat(e).hasMessageContaining(SECRET);
    }

    @ParameterizedTest
    @EnumSource
    void accessorThatThrows(Way way) {
        BulkWriter<Row> writer = writer(way).column(MOOD, row -> row.mood().substring(0, 1));
        BulkWriteException e = catchThrowableOfType(
                BulkWriteException.class,
                () -> writer.insert(dsl, List.of(good(1), good(2), new Row(3L, "c", null, null, "", 1))));
        assertThat(e.row()).hasValue(3);
        assertThat(e.column()).contains("mood");
        assertThat(e).hasRootCauseInstanceOf(StringIndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @EnumSource
    void theTransactionGoesOn(Way way) {
        dsl.transaction(tx -> {
            tx.dsl().execute("insert into parent values (-1)");
            for (Row bad : List.of(
                    new Row(270L, "c", BigDecimal.ONE, 1L, SECRET, 1),
                    new Row(270L, "c", BigDecimal.ONE, 99_999_999L, "ok", 1),
                    new Row(270L, "c7", BigDecimal.ONE, 1L, "ok", 1))) {
                Iterator<Row> rows = rows(way, 270, bad).iterator();
                assertThat(catchThrowable(() -> writer(way).insert(tx.dsl(), rows)))
                        .isInstanceOf(BulkWriteException.class);
            }
            assertThat(writer(way).insert(tx.dsl(), List.of(good(1))).written()).isEqualTo(1);
        });
        assertThat(dsl.fetchCount(T)).isEqualTo(1);
        assertThat(dsl.fetchValue("select count(*) from parent where id = -1")).isEqualTo(1L);
    }

    @ParameterizedTest
    @EnumSource
    void aTimeoutIsNobodysFault(Way way) {
        dsl.execute("""
                create or replace function slow() returns trigger language plpgsql as $$
                begin perform pg_sleep(0.01); return new; end $$
                """);
        dsl.execute("create trigger t before insert on \"Bad rows\" for each row execute function slow()");
        Throwable e = catchThrowable(() -> dsl.transaction(tx -> {
            tx.dsl().execute("set local statement_timeout = '100ms'");
            writer(way).insert(tx.dsl(), rows(way, 1, good(1)));
        }));
        assertThat(e)
                .isInstanceOfSatisfying(
                        DataAccessException.class,
                        dae -> assertThat(dae.sqlState()).isEqualTo("57014"));
    }
}
