package io.pgstride.batching.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.testing.PostgresTest;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a column's precision, scale and length do to a value: by every way the same as by INSERT. */
@PostgresTest
class TypeModifiersTest {
    private static final Table<Record> T = DSL.table(DSL.name("t"));
    private static final Field<Integer> ID = DSL.field(DSL.name("id"), SQLDataType.INTEGER);
    private static final Field<BigDecimal> N = DSL.field(DSL.name("n"), SQLDataType.NUMERIC);
    private static final Field<LocalDateTime> AT = DSL.field(DSL.name("at"), SQLDataType.LOCALDATETIME(6));
    private static final Field<LocalTime> HOUR = DSL.field(DSL.name("hour"), SQLDataType.LOCALTIME(6));
    private static final Field<String> C = DSL.field(DSL.name("c"), SQLDataType.VARCHAR);

    private final DSLContext dsl;

    TypeModifiersTest(DSLContext dsl) {
        this.dsl = dsl;
    }

    @BeforeEach
    void table() {
        dsl.execute("drop table if exists t");
        dsl.execute(
                "create table t (id int primary key, n numeric(10, 2), at timestamp(3), hour time(0), c varchar(3))");
    }

    private static BulkWriter<Integer> writer(String text) {
        return BulkWriter.into(T, Integer.class)
                .column(ID, i -> i)
                .column(N, i -> new BigDecimal("1.239"))
                .column(AT, i -> LocalDateTime.of(2026, 1, 2, 3, 4, 5, 678_900_000))
                .column(HOUR, i -> LocalTime.of(3, 4, 5, 600_000_000))
                .column(C, i -> text);
    }

    @Test
    void precisionRoundsAsByInsert() {
        dsl.execute("insert into t values (0, 1.239, '2026-01-02 03:04:05.6789', '03:04:05.6', 'abc')");
        writer("abc").insert(dsl, List.of(1));
        writer("abc").onConflict(ID).doNothing().insert(dsl, List.of(2));
        writer("abc")
                .onConflict(ID)
                .doNothing()
                .insert(dsl, Stream.iterate(3, i -> i + 1).limit(1_500));
        assertThat(dsl.fetch("select distinct n::text, at::text, hour::text from t"))
                .singleElement()
                .satisfies(row ->
                        assertThat(row.intoList()).isEqualTo(List.of("1.24", "2026-01-02 03:04:05.679", "03:04:06")));
    }

    @Test
    void lengthRefusesAsByInsert() {
        assertThatThrownBy(() -> writer("abcd").insert(dsl, List.of(1)))
                .isInstanceOfSatisfying(
                        BulkWriteException.class, e -> assertThat(e.sqlState()).contains("22001"));
    }
}
