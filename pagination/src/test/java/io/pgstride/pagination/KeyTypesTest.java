package io.pgstride.pagination;

import static io.pgstride.pagination.Key.asc;
import static io.pgstride.pagination.Key.desc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.core.plan.Explain;
import io.pgstride.core.plan.QueryPlan;
import io.pgstride.testing.PostgresTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.Converter;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.EnumType;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Schema;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultDataType;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A key of any type goes from a row into a cursor and back without loss. The JVM's time zone is one that skips hours and whose
 * offset once had seconds, as that is where {@code java.sql} types lose.
 */
@PostgresTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyTypesTest {
    private static final Field<Long> ID = DSL.field(DSL.name("id"), SQLDataType.BIGINT.notNull());

    private TimeZone zone;
    private Connection connection;
    private DSLContext dsl;

    @BeforeAll
    void connect(DataSource dataSource) throws SQLException {
        zone = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
        connection = dataSource.getConnection();
        dsl = DSL.using(connection, SQLDialect.POSTGRES);
        dsl.execute("create type mood as enum ('sad', 'ok', 'glad'); create extension citext");
    }

    @AfterAll
    void disconnect() throws SQLException {
        TimeZone.setDefault(zone);
        connection.close();
    }

    /** As jOOQ's code generator writes it; its Java order is not PostgreSQL's. */
    enum Mood implements EnumType {
        glad,
        ok,
        sad;

        @Override
        public String getLiteral() {
            return name();
        }

        @Override
        public String getName() {
            return "mood";
        }

        @Override
        public Schema getSchema() {
            return DSL.schema(DSL.name("public"));
        }
    }

    static Stream<Arguments> types() {
        String instants = "'2026-03-29 00:59:59.999999+00', '2026-03-29 01:00:00.000001+00', '2026-03-29 01:00:00+00',"
                + " '2026-10-25 00:30:00.5+00', '2026-10-25 01:30:00.5+00', '1890-01-01 00:00:00.000001+00',"
                + " '0044-03-15 BC', '294276-12-31 23:59:59.999999+00'";
        String moments = "'2026-03-29 02:30:00.000001', '2026-03-29 02:30:00.000002', '2026-03-29 03:30:00.000001',"
                + " '2026-10-25 02:30', '1582-10-10', '0044-03-15 BC', '294276-12-31', 'infinity', '-infinity'";
        String numbers = "0, 1, -1, 1.10, 1.1000000000000000000000001, 1e30, -1e-20, 123456789012345678901234567890.5";
        return Stream.of(
                Arguments.of("timestamptz", SQLDataType.TIMESTAMPWITHTIMEZONE(6), instants),
                Arguments.of("timestamptz", SQLDataType.TIMESTAMPWITHTIMEZONE(0), instants),
                Arguments.of("timestamptz", SQLDataType.INSTANT, instants),
                Arguments.of("timestamp", SQLDataType.LOCALDATETIME(6), moments),
                Arguments.of("timestamp", SQLDataType.TIMESTAMP, moments),
                Arguments.of(
                        "date",
                        SQLDataType.LOCALDATE,
                        "'2026-03-29', '1582-10-10', '1582-10-20', '0044-03-15 BC', 'infinity', '-infinity'"),
                Arguments.of("time", SQLDataType.LOCALTIME(6), "'10:00', '10:00:00.000001', '10:00:00.5', '24:00'"),
                Arguments.of(
                        "timetz",
                        SQLDataType.OFFSETTIME,
                        "'10:00+02', '08:00+00', '10:00:00.000001+02', '23:59:59.999999+01'"),
                Arguments.of("numeric", SQLDataType.NUMERIC, numbers),
                Arguments.of("numeric", SQLDataType.NUMERIC(10, 2), numbers),
                Arguments.of("smallint", SQLDataType.SMALLINT, "-32768, 0, 32767"),
                Arguments.of("integer", SQLDataType.INTEGER, "-2147483648, 0, 2147483647"),
                Arguments.of("bigint", SQLDataType.BIGINT, "-9223372036854775808, 0, 9223372036854775807"),
                Arguments.of("bigint", converted(), "-9223372036854775808, 0, 9223372036854775807"),
                Arguments.of("real", SQLDataType.REAL, "'NaN', '-Infinity', 0, 0.1, 1e-40, 3.4028235e38"),
                Arguments.of("float8", SQLDataType.DOUBLE, "'NaN', 'Infinity', '-0', 0.1, 0.30000000000000004, 5e-324"),
                Arguments.of("boolean", SQLDataType.BOOLEAN, "true, false"),
                Arguments.of("uuid", SQLDataType.UUID, "md5('a')::uuid, md5('b')::uuid, md5('c')::uuid"),
                Arguments.of("text", SQLDataType.CLOB, texts()),
                Arguments.of("text collate \"C\"", SQLDataType.CLOB, texts()),
                Arguments.of("varchar(40)", SQLDataType.VARCHAR(1), texts()),
                Arguments.of("char(5)", SQLDataType.CHAR(5), "'a', 'ab', 'abcde', 'B'"),
                Arguments.of("char(5)", SQLDataType.CHAR, "'a', 'ab', 'abcde', 'B'"),
                Arguments.of("citext", type("citext"), "'a', 'B', 'c'"),
                Arguments.of("mood", type("mood"), "'sad', 'ok', 'glad'"),
                Arguments.of("mood", SQLDataType.VARCHAR.asEnumDataType(Mood.class), "'sad', 'ok', 'glad'"),
                Arguments.of("inet", type("inet"), "'10.0.0.2', '10.0.0.10', '::1'"),
                Arguments.of(
                        "interval", SQLDataType.INTERVAL, "'1 mon', '30 days 1 second', '-1 day', '1 year 0.000001 s'"),
                Arguments.of("bigint[]", SQLDataType.BIGINT.array(), "'{1,2}', '{1,10}', '{}', '{1,NULL}'"),
                Arguments.of("bytea", SQLDataType.BLOB, "'\\x', '\\x00', '\\xff00', '\\x01'"));
    }

    @ParameterizedTest
    @MethodSource("types")
    void pagesConcatenate(String type, DataType<?> dataType, String values) {
        load(type, values);
        TypedTable typed = new TypedTable(dataType);
        assertPages(Keyset.of(typed).orderBy(asc(typed.value), asc(typed.id)).build(), "v, id");
        assertPages(Keyset.of(typed).orderBy(desc(typed.value), desc(typed.id)).build(), "v desc, id desc");
    }

    @ParameterizedTest
    @MethodSource("types")
    void pagesOfAPlainTableConcatenate(String type, DataType<?> dataType, String values) {
        load(type, values);
        Table<Record> plain = DSL.table(DSL.name("typed"));
        Field<?> value = DSL.field(DSL.name("v"), dataType);
        assertPages(
                Keyset.of(plain)
                        .orderBy(asc(value).notNull(), asc(ID))
                        .uniqueOn(ID)
                        .build(),
                "v, id");
    }

    @ParameterizedTest
    @MethodSource("types")
    void theKeyIsAnIndexCondition(String type, DataType<?> dataType, String values) {
        load(type, values);
        dsl.execute("create index on typed (v, id); set enable_seqscan = off; set enable_bitmapscan = off");
        TypedTable typed = new TypedTable(dataType);
        PageQuery<Record> query = Keyset.of(typed)
                .orderBy(asc(typed.value), asc(typed.id))
                .build()
                .page(dsl)
                .size(2);
        QueryPlan plan =
                Explain.on(dsl).plan(query.afterQuery(query.first().next().orElseThrow()));
        assertThat(plan.find("Sort")).isEmpty();
        assertThat(plan.nodes().flatMap(node -> node.filter().stream())).isEmpty();
        assertThat(plan.nodes().flatMap(node -> node.indexCond().stream()))
                .singleElement()
                .asString()
                .startsWith("(ROW(v, id) > ROW(");
    }

    /** The control, and why pages do not take cursors from the rows' Java values: 02:30 is read as 03:30. */
    @Test
    void cursorsOfJavaValuesLoseRows() {
        load("timestamp", "'2026-03-29 02:30', '2026-03-29 02:45', '2026-03-29 03:15', '2026-03-29 04:00'");
        TypedTable typed = new TypedTable(SQLDataType.LOCALDATETIME(6));
        Keyset<Record> keyset =
                Keyset.of(typed).orderBy(asc(typed.value), asc(typed.id)).build();
        PageQuery<Record> query = keyset.page(dsl).size(3);
        List<Record> rows = new ArrayList<>();
        Page<Record> page = query.first();
        while (!page.isEmpty()) {
            rows.addAll(page.rows());
            page = query.after(keyset.cursorOf(page.rows().get(page.rows().size() - 1)));
        }
        assertThat(rows).hasSizeLessThan(Walk.forward(query).size());
    }

    /** jOOQ 3.19 fails on the row itself, whatever reads it; a converter that takes it as text pages well. */
    @Test
    void infiniteTimestamptzNeedsATypeThatCanHoldIt() {
        String values = "'infinity', '-infinity', '2026-03-29 01:00:00.000001+00'";
        load("timestamptz", values);
        TypedTable unable = new TypedTable(SQLDataType.TIMESTAMPWITHTIMEZONE(6));
        assertThatThrownBy(() -> dsl.selectFrom(unable).fetch()).isInstanceOf(DataAccessException.class);
        Keyset<Record> keyset =
                Keyset.of(unable).orderBy(asc(unable.value), asc(unable.id)).build();
        assertThat(Walk.forward(keyset.page(dsl).size(2).reading(row -> row.getLong("id"))))
                .isEqualTo(dsl.fetch("select id from typed order by v, id").getValues("id", Long.class));
        TypedTable able =
                new TypedTable(SQLDataType.TIMESTAMPWITHTIMEZONE(6).asConvertedDataType(new InfiniteTimeBinding()));
        assertPages(Keyset.of(able).orderBy(asc(able.value), asc(able.id)).build(), "v, id");
    }

    private static DataType<?> converted() {
        record Number(long value) {}
        return SQLDataType.BIGINT.asConvertedDataType(
                Converter.ofNullable(Long.class, Number.class, Number::new, Number::value));
    }

    private static DataType<?> type(String name) {
        return new DefaultDataType<>(SQLDialect.POSTGRES, String.class, name);
    }

    private static String texts() {
        return "'', 'a', 'B', 'b', 'ä', 'a b', 'ab', 'é', 'e' || U&'\\0301', '100%', '?'";
    }

    private void load(String type, String values) {
        dsl.execute("drop table if exists typed; reset enable_seqscan; reset enable_bitmapscan");
        dsl.execute("create table typed (id bigint generated always as identity primary key, v " + type + " not null)");
        String rows = type.endsWith("[]")
                ? "select v::" + type + " from unnest(array[" + values + "]) v"
                : "select unnest(array[" + values + "]::" + type.split(" ", 2)[0] + "[])";
        for (int copy = 0; copy < 3; copy++) {
            dsl.execute("insert into typed (v) " + rows);
        }
    }

    private void assertPages(Keyset<Record> keyset, String order) {
        List<Long> expected =
                dsl.fetch("select id from typed order by " + order).getValues("id", Long.class);
        for (int size = 1; size <= 5; size++) {
            PageQuery<Record> query = keyset.page(dsl).size(size);
            List<Record> rows = Walk.forward(query);
            assertThat(ids(rows)).as("forward, size %s", size).isEqualTo(expected);
            assertThat(rows).allSatisfy(row -> {
                assertThat(row.size()).isEqualTo(2);
                assertThat(row.original())
                        .as("rows come as loaded, not as changed")
                        .isEqualTo(row);
            });
            assertThat(ids(Walk.backward(query))).as("backward, size %s", size).isEqualTo(expected);
            PageQuery<Long> read = query.reading(row -> row.getLong("id"));
            assertThat(Walk.forward(read)).as("read forward, size %s", size).isEqualTo(expected);
            assertThat(Walk.backward(read)).as("read backward, size %s", size).isEqualTo(expected);
        }
    }

    private static List<Long> ids(List<Record> rows) {
        return rows.stream().map(row -> row.get("id", Long.class)).toList();
    }
}
