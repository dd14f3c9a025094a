package io.pgstride.batching.internal.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.testing.PostgresTest;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jooq.Converter;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows are the same whether jOOQ reads them or the claim does. */
@PostgresTest
class RecordsTest {
    private static final String FINITE = "coalesce(isfinite(z), true)";
    private static final String COLUMNS = "b, s, i, l, n, t, j, u, z";

    private final DataSource dataSource;
    private final DSLContext dsl;

    RecordsTest(DataSource dataSource, DSLContext dsl) {
        this.dataSource = dataSource;
        this.dsl = dsl;
    }

    /** A column of each type that the claim reads itself. */
    @SuppressWarnings("serial")
    private static final class Common extends TableImpl<Record> {
        final TableField<Record, Boolean> b = createField(DSL.name("b"), SQLDataType.BOOLEAN);
        final TableField<Record, Short> s = createField(DSL.name("s"), SQLDataType.SMALLINT);
        final TableField<Record, Integer> i = createField(DSL.name("i"), SQLDataType.INTEGER);
        final TableField<Record, Long> l = createField(DSL.name("l"), SQLDataType.BIGINT);
        final TableField<Record, BigDecimal> n = createField(DSL.name("n"), SQLDataType.NUMERIC);
        final TableField<Record, String> t = createField(DSL.name("t"), SQLDataType.CLOB);
        final TableField<Record, JSONB> j = createField(DSL.name("j"), SQLDataType.JSONB);
        final TableField<Record, UUID> u = createField(DSL.name("u"), SQLDataType.UUID);
        final TableField<Record, OffsetDateTime> z = createField(DSL.name("z"), SQLDataType.TIMESTAMPWITHTIMEZONE);

        Common() {
            super(DSL.name("common"));
        }
    }

    @SuppressWarnings("serial")
    private static final class OneOf extends TableImpl<Record> {
        OneOf(DataType<?> type) {
            super(DSL.name("common"));
            createField(DSL.name("t"), type);
        }
    }

    @BeforeAll
    static void rows(DSLContext dsl) {
        dsl.execute(
                "create table common (b bool, s int2, i int4, l int8, n numeric, t text, j jsonb, u uuid, z timestamptz)");
        dsl.execute("""
                insert into common values
                (true, 1, 2, 3, 4.50, 'é', '{"a": [1]}', '6f1c1a2e-0000-4000-8000-000000000001', '2026-03-29 02:30:00.123456+02'),
                (false, -32768, -2147483648, -9223372036854775808, -0.001, '', 'null', null, '2026-10-25 02:30+02'),
                (null, 32767, 2147483647, 9223372036854775807, 12345678901234567890.000, null, null, null, 'infinity'),
                (null, null, null, null, null, null, null, null, '-infinity'),
                (null, null, null, null, 0, null, '[]', null, '1900-01-02 00:00+00'),
                (null, null, null, null, null, null, null, null, null)
                """);
    }

    @Test
    void areThoseThatJooqMakes() throws SQLException {
        Common table = new Common();
        List<Record> own = own(table, FINITE);
        List<Record> jooqs = dsl.selectFrom(table).where(FINITE).fetch();
        assertThat(own).hasSize(4).isEqualTo(jooqs);
        for (int row = 0; row < own.size(); row++) {
            assertThat(own.get(row).intoList()).isEqualTo(jooqs.get(row).intoList());
            assertThat(own.get(row).changed()).isFalse();
            assertThat(own.get(row).original()).isEqualTo(jooqs.get(row).original());
        }
    }

    @Test
    void leaveOtherTypesToJooq() {
        assertThat(Records.of(new OneOf(SQLDataType.CLOB))).isNotNull();
        assertThat(Records.of(new OneOf(SQLDataType.CLOB.asConvertedDataType(
                        Converter.of(String.class, Integer.class, Integer::valueOf, String::valueOf)))))
                .isNull();
        assertThat(Records.of(new OneOf(SQLDataType.LOCALDATE))).isNull();
        assertThat(Records.of(new OneOf(SQLDataType.CLOB.getArrayDataType()))).isNull();
        assertThat(Records.of(new OneOf(SQLDataType.OTHER))).isNull();
        assertThat(Records.of(new TableImpl<>(DSL.name("unknown")) {
                    private static final long serialVersionUID = 1L;
                }))
                .isNull();
    }

    @Test
    void holdInfinitiesWhichJooqCannotRead() throws SQLException {
        Common table = new Common();
        assertThat(own(table, "not " + FINITE))
                .extracting(row -> row.get(table.z))
                .containsExactlyInAnyOrder(OffsetDateTime.MAX, OffsetDateTime.MIN);
    }

    private List<Record> own(Common table, String which) throws SQLException {
        Records<Record> records = Objects.requireNonNull(Records.of(table), "records");
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select " + COLUMNS + " from common where " + which)) {
            return records.all(dsl, rows);
        }
    }
}
