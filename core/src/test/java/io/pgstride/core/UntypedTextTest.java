package io.pgstride.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import io.pgstride.testing.PostgresTest;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@PostgresTest
class UntypedTextTest {
    private static final Field<String> AT = field(name("at"), SQLDataType.VARCHAR);

    @BeforeAll
    static void moments(DSLContext dsl) {
        dsl.execute("create table moments (at timestamptz primary key)");
        dsl.execute("insert into moments values ('2026-01-01 12:00:00.123456+00')");
    }

    @Test
    void isComparedAsTheColumnsType(DSLContext dsl) {
        assertThat(dsl.fetchCount(table("moments"), AT.eq(UntypedText.of("2026-01-01 13:00:00.123456+01"))))
                .isEqualTo(1);
    }

    @Test
    void aTypedTextIsNot(DSLContext dsl) {
        assertThatThrownBy(() -> dsl.fetchCount(table("moments"), AT.eq(val("2026-01-01 13:00:00.123456+01"))))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("timestamp with time zone = character varying");
    }

    @Test
    void aPlaceTakesItsValueLater(DSLContext dsl) {
        var query = dsl.selectCount().from(table("moments")).where(AT.le(UntypedText.named("until")));
        query.bind("until", "infinity");
        assertThat(query.fetchSingle().value1()).isEqualTo(1);
        query.bind("until", "-infinity");
        assertThat(query.fetchSingle().value1()).isZero();
    }

    @Test
    void isNullOrALiteralWhereThatIsAskedFor(DSLContext dsl) {
        assertThat(dsl.fetchCount(table("moments"), AT.isDistinctFrom(UntypedText.of(null))))
                .isEqualTo(1);
        assertThat(dsl.renderInlined(UntypedText.of("it's"))).isEqualTo("'it''s'");
    }
}
