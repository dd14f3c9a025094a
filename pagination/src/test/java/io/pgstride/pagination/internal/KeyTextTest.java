package io.pgstride.pagination.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.pagination.CursorEncodingException;
import io.pgstride.testing.PostgresTest;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.Converter;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.EnumType;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@PostgresTest
class KeyTextTest {
    private final DSLContext dsl;

    KeyTextTest(DSLContext dsl) {
        this.dsl = dsl;
    }

    enum Mood implements EnumType {
        GLAD;

        @Override
        public String getLiteral() {
            return "very glad";
        }

        @Override
        public String getName() {
            return "mood";
        }
    }

    record Number(long value) {}

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of(SQLDataType.LOCALDATE, LocalDate.parse("2026-03-29"), "date '2026-03-29'"),
                Arguments.of(SQLDataType.LOCALDATE, LocalDate.of(12345, 1, 2), "date '12345-01-02'"),
                Arguments.of(SQLDataType.LOCALDATE, LocalDate.of(-43, 3, 15), "date '0044-03-15 BC'"),
                Arguments.of(SQLDataType.LOCALDATE, LocalDate.MAX, "date 'infinity'"),
                Arguments.of(SQLDataType.LOCALDATETIME, LocalDateTime.MIN, "timestamp '-infinity'"),
                Arguments.of(
                        SQLDataType.LOCALDATETIME,
                        LocalDateTime.parse("2026-03-29T02:30:00.000001"),
                        "timestamp '2026-03-29 02:30:00.000001'"),
                Arguments.of(
                        SQLDataType.TIMESTAMPWITHTIMEZONE,
                        OffsetDateTime.parse("2026-03-29T02:30:00.000001+05:45"),
                        "timestamptz '2026-03-29 02:30:00.000001+05:45'"),
                Arguments.of(SQLDataType.TIMESTAMPWITHTIMEZONE, OffsetDateTime.MAX, "timestamptz 'infinity'"),
                Arguments.of(
                        SQLDataType.INSTANT,
                        Instant.parse("1890-01-01T00:00:00Z"),
                        "timestamptz '1890-01-01 00:00+00'"),
                Arguments.of(
                        SQLDataType.TIMESTAMP,
                        Timestamp.valueOf("2026-01-01 10:00:00.5"),
                        "timestamp '2026-01-01 10:00:00.5'"),
                Arguments.of(SQLDataType.DATE, Date.valueOf("2026-01-01"), "date '2026-01-01'"),
                Arguments.of(SQLDataType.TIME, Time.valueOf("10:00:01"), "time '10:00:01'"),
                Arguments.of(SQLDataType.LOCALTIME, LocalTime.parse("10:00:00.000001"), "time '10:00:00.000001'"),
                Arguments.of(SQLDataType.NUMERIC, new BigDecimal("1E+30"), "1e30::numeric"),
                Arguments.of(SQLDataType.BLOB, new byte[] {0, -1}, "'\\x00ff'::bytea"),
                Arguments.of(SQLDataType.BOOLEAN, true, "true"),
                Arguments.of(SQLDataType.UUID, new UUID(0, 1), "'00000000-0000-0000-0000-000000000001'::uuid"),
                Arguments.of(SQLDataType.VARCHAR.asEnumDataType(Mood.class), Mood.GLAD, "'very glad'"),
                Arguments.of(
                        SQLDataType.BIGINT.asConvertedDataType(
                                Converter.ofNullable(Long.class, Number.class, Number::new, Number::value)),
                        new Number(-7),
                        "-7::bigint"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void postgresReadsTheSameValue(DataType<?> type, Object value, String literal) {
        String text = KeyText.of(DSL.field(DSL.name("v"), type), value);
        for (String style : new String[] {"ISO, MDY", "ISO, DMY"}) {
            Boolean same = dsl.transactionResult(unit -> {
                unit.dsl().execute("set local datestyle = '" + style + "'");
                return unit.dsl()
                        .fetchSingle("select {0} = " + literal, DSL.inline(text))
                        .get(0, Boolean.class);
            });
            assertThat(same).as(text + " under " + style).isTrue();
        }
    }

    @Test
    void aValueOfUnknownKindIsRefusedWithoutShowingIt() {
        assertThatThrownBy(() -> KeyText.of(DSL.field(DSL.name("v"), Object.class), new StringBuilder("secret")))
                .isInstanceOf(CursorEncodingException.class)
                .hasMessageContaining("\"v\"")
                .hasMessageNotContaining("secret");
    }
}
