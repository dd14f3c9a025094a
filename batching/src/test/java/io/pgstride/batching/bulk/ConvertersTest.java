package io.pgstride.batching.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.batching.bulk.Shouting.Tag;
import io.pgstride.testing.PostgresTest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.IntStream;
import org.jooq.ContextConverter;
import org.jooq.Converter;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.types.DayToSecond;
import org.jooq.types.YearToMonth;
import org.jooq.types.YearToSecond;
import org.junit.jupiter.api.Test;

/** Converters and bindings of the user's own, and values beyond jOOQ's. */
@PostgresTest
class ConvertersTest {
    private static final Table<Record> T = DSL.table(DSL.name("t"));
    private static final Field<Integer> A = DSL.field(DSL.name("a"), SQLDataType.INTEGER);

    private final DSLContext dsl;

    ConvertersTest(DSLContext dsl) {
        this.dsl = dsl;
    }

    private void table(String b) {
        dsl.execute("drop table if exists t");
        dsl.execute("create table t (a int primary key, b " + b + ")");
    }

    private <V> BulkWriter<Integer> writer(Field<V> field, V value) {
        return BulkWriter.into(T, Integer.class).column(A, i -> i).column(field, i -> value);
    }

    private static List<Integer> ints(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private List<?> stored() {
        return dsl.fetchValues("select distinct b::text from t");
    }

    @Test
    void convertersAreApplied() {
        table("jsonb");
        Field<Tag> b = DSL.field(
                DSL.name("b"),
                SQLDataType.JSONB.asConvertedDataType(Converter.ofNullable(
                        org.jooq.JSONB.class,
                        Tag.class,
                        json -> new Tag(json.data()),
                        tag -> org.jooq.JSONB.jsonb("\"" + tag.text() + "\""))));
        writer(b, new Tag("x")).insert(dsl, ints(10));
        writer(b, new Tag("x")).onConflict(A).doUpdate().insert(dsl, ints(2000));
        assertThat(stored()).isEqualTo(List.of("\"x\""));
    }

    @Test
    void convertersSeeTheConfiguration() {
        table("text");
        Field<Tag> b = DSL.field(
                DSL.name("b"),
                SQLDataType.VARCHAR.asConvertedDataType(ContextConverter.ofNullable(
                        String.class,
                        Tag.class,
                        (text, context) -> new Tag(text),
                        (tag, context) -> tag.text() + context.configuration().data("suffix"))));
        dsl.configuration().data("suffix", "-s");
        writer(b, new Tag("x")).insert(dsl, ints(10));
        assertThat(stored()).isEqualTo(List.of("x-s"));
    }

    @Test
    void bindingsAreLeftToJooq() {
        table("text");
        Field<Tag> b = Shouting.column("b");
        assertThat(writer(b, new Tag("x")).insert(dsl, ints(1500)).written()).isEqualTo(1500);
        assertThat(stored()).isEqualTo(List.of("X!"));
        BulkWriter<Integer> upsert = writer(b, new Tag("y")).onConflict(A).doUpdate();
        List<Integer> twice = List.of(1, 2, 1);
        assertThat(upsert.insert(dsl, twice).written()).isEqualTo(2);
        assertThat(writer(b, new Tag("z")).insertReturning(dsl, List.of(7000, 6000), A))
                .containsExactly(7000, 6000);
        assertThatThrownBy(() -> writer(b, new Tag("z")).insert(dsl, List.of(9000, 9001, 1)))
                .isInstanceOfSatisfying(
                        BulkWriteException.class, e -> assertThat(e.row()).hasValue(3));
    }

    @Test
    void infinities() {
        infinite("date", LocalDate.class, LocalDate.MAX, LocalDate.MIN);
        infinite("timestamp", LocalDateTime.class, LocalDateTime.MAX, LocalDateTime.MIN);
        infinite("timestamptz", OffsetDateTime.class, OffsetDateTime.MAX, OffsetDateTime.MIN);
        infinite("timestamptz", Instant.class, Instant.MAX, Instant.MIN);
        infinite("numeric", Double.class, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    }

    private <V> void infinite(String type, Class<V> java, V max, V min) {
        Field<V> b = DSL.field(
                DSL.name("b"),
                SQLDataType.OTHER.asConvertedDataType(
                        Converter.ofNullable(Object.class, java, java::cast, value -> value)));
        for (boolean many : new boolean[] {false, true}) {
            table(type);
            writer(b, max).onConflict(A).doNothing().insert(dsl, ints(many ? 1500 : 10));
            assertThat(stored()).isEqualTo(List.of(type.equals("numeric") ? "Infinity" : "infinity"));
            writer(b, min).onConflict(A).doUpdate().insert(dsl, ints(many ? 1500 : 10));
            assertThat(stored()).isEqualTo(List.of(type.equals("numeric") ? "-Infinity" : "-infinity"));
        }
    }

    @Test
    void beforeChristAndBeyondMidnight() {
        table("timestamp");
        Field<LocalDateTime> b = DSL.field(DSL.name("b"), SQLDataType.LOCALDATETIME);
        writer(b, LocalDateTime.of(-43, 3, 15, 12, 0)).insert(dsl, ints(1));
        writer(b, LocalDateTime.of(-43, 3, 15, 12, 0)).onConflict().doNothing().insert(dsl, List.of(5));
        assertThat(stored()).isEqualTo(List.of("0044-03-15 12:00:00 BC"));
        table("time");
        Field<LocalTime> time = DSL.field(DSL.name("b"), SQLDataType.LOCALTIME);
        writer(time, LocalTime.MAX).insert(dsl, ints(1));
        writer(time, LocalTime.MAX).onConflict().doNothing().insert(dsl, List.of(5));
        assertThat(stored()).isEqualTo(List.of("24:00:00"));
    }

    /** In this style a leading minus without other signs would be that of all parts. */
    @Test
    void partsOfIntervalsKeepTheirSigns() {
        Field<YearToSecond> span = DSL.field(DSL.name("span"), SQLDataType.INTERVAL);
        List<YearToSecond> spans = List.of(
                new YearToSecond(new YearToMonth(0, 1).neg(), new DayToSecond(2, 0, 0, 3)),
                new YearToSecond(new YearToMonth(0, 1), new DayToSecond(2, 0, 0, 3).neg()));
        dsl.execute("drop table if exists spans");
        dsl.execute("create table spans (span interval unique)");
        dsl.transaction(tx -> {
            tx.dsl().execute("set local intervalstyle = sql_standard");
            BulkWriter.into(DSL.table(DSL.name("spans")), YearToSecond.class)
                    .column(span, each -> each)
                    .onConflict(span)
                    .doNothing()
                    .insert(tx.dsl(), spans);
        });
        assertThat(dsl.fetch("select extract(month from span)::int, extract(day from span)::int,"
                                + " extract(second from span)::int from spans order by 1")
                        .map(row -> List.of(row.get(0), row.get(1), row.get(2))))
                .containsExactly(List.of(-1, 2, 3), List.of(1, -2, -3));
    }
}
