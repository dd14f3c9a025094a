package io.pgstride.batching.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgstride.testing.PostgresTest;
import java.util.List;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table is not as the writer needs it: the error names it, and what to do. */
@PostgresTest
class BulkTableErrorsTest {
    private static final Table<Record> STOCK = DSL.table(DSL.name("Stock"));
    private static final Field<Integer> ID = DSL.field(DSL.name("id"), SQLDataType.INTEGER);
    private static final Field<Integer> QTY = DSL.field(DSL.name("Qty"), SQLDataType.INTEGER);

    private final DSLContext dsl;

    BulkTableErrorsTest(DSLContext dsl) {
        this.dsl = dsl;
    }

    @BeforeEach
    void create() {
        dsl.execute("drop table if exists \"Stock\"");
        dsl.execute("create table \"Stock\" (id int primary key, \"Qty\" int)");
    }

    private static BulkWriter<Integer> into(Table<Record> table) {
        return BulkWriter.into(table, Integer.class).column(ID, i -> i).column(QTY, i -> i);
    }

    private static List<Integer> rows(int number) {
        return IntStream.rangeClosed(1, number).boxed().toList();
    }

    @Test
    void aMissingTableIsNamed() {
        assertThatThrownBy(() -> into(DSL.table(DSL.name("shop", "Stocks"))).insert(dsl, rows(2)))
                .isInstanceOf(DataAccessException.class)
                .hasMessage(
                        "rows could not be written to \"shop\".\"Stocks\": there is no such table where the search path"
                                + " leads; create it, or name its schema");
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 1_500})
    void aKeyWithoutAUniqueIndexIsNamedWithItsMend(int number) {
        BulkWriter<Integer> upsert = into(STOCK).onConflict(QTY).doUpdate();
        DataAccessException e = catchThrowableOfType(DataAccessException.class, () -> upsert.insert(dsl, rows(number)));
        assertThat(e)
                .hasMessage(
                        "rows could not be written to \"Stock\": onConflict(\"Qty\") needs a unique index on just these"
                                + " columns, and there is none; name those of one (of a partial one also its predicate, by where(...)),"
                                + " or CREATE UNIQUE INDEX CONCURRENTLY ON \"Stock\" (\"Qty\")");
        assertThat(e.sqlState()).isEqualTo("42P10");
        dsl.execute(ddl(e));
        assertThat(upsert.insert(dsl, rows(number)).written()).isEqualTo(number);
    }

    @Test
    void thatOfAPartialIndexHasItsPredicate() {
        BulkWriter<Integer> upsert =
                into(STOCK).onConflict(QTY).where(QTY.gt(DSL.inline(0))).doNothing();
        DataAccessException e = catchThrowableOfType(DataAccessException.class, () -> upsert.insert(dsl, rows(3)));
        assertThat(e).hasMessageContaining("on just these columns WHERE \"Qty\" > 0, and there is none");
        dsl.execute(ddl(e));
        assertThat(upsert.insert(dsl, rows(3)).written()).isEqualTo(3);
    }

    private static String ddl(DataAccessException e) {
        return e.getMessage().substring(e.getMessage().indexOf("CREATE UNIQUE"));
    }
}
