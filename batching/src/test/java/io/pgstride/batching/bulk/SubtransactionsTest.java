package io.pgstride.batching.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgstride.batching.bulk.Shouting.Tag;
import io.pgstride.testing.PostgresTest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A transaction has room for 64 subtransactions that wrote, released or not; beyond, every snapshot of the server pays. So a write of any
 * number of statements takes one, and yet a row that is refused is named.
 */
@PostgresTest
class SubtransactionsTest {
    private static final Table<Record> T = DSL.table(DSL.name("t"));
    private static final Field<Integer> A = DSL.field(DSL.name("a"), SQLDataType.INTEGER);
    private static final Field<BigDecimal> PRICE = DSL.field(DSL.name("price"), SQLDataType.NUMERIC);
    private static final Field<Tag> TAG = Shouting.column("tag");

    private final DSLContext dsl;

    SubtransactionsTest(DSLContext dsl) {
        this.dsl = dsl;
    }

    @BeforeEach
    void table() {
        dsl.execute("drop table if exists t");
        dsl.execute(
                "create table t (a int primary key, price numeric(6, 2) check (price > 0), tag text, up int references t)");
    }

    private static BulkWriter<Integer> priced(int bad, String price) {
        return BulkWriter.into(T, Integer.class)
                .column(A, i -> i)
                .column(PRICE, i -> i == bad ? new BigDecimal(price) : BigDecimal.ONE);
    }

    private static BulkWriter<Integer> tagged(int bad, String price) {
        return priced(bad, price).column(TAG, i -> new Tag("t"));
    }

    private static List<Integer> ints(int count) {
        return IntStream.rangeClosed(1, count).boxed().toList();
    }

    private int writers() {
        return dsl.fetchSingle("select count(distinct xmin::text) from t").get(0, Integer.class);
    }

    @Test
    void returningManyRowsTakesOne() {
        dsl.transaction(tx -> assertThat(priced(0, "").insertReturning(tx.dsl(), ints(3_500), A))
                .hasSize(3_500));
        assertThat(writers()).isEqualTo(1);
    }

    @Test
    void upsertsByBindingsTakeOne() {
        dsl.transaction(tx -> tagged(0, "").onConflict(A).doUpdate().insert(tx.dsl(), ints(70)));
        assertThat(writers()).isEqualTo(1);
    }

    @Test
    void insertsByBindingsTakeOne() {
        dsl.transaction(tx -> tagged(0, "").insert(tx.dsl(), ints(3_500)));
        assertThat(writers()).isEqualTo(1);
    }

    @Test
    void theRefusedRowOfALaterStatementIsNamed() {
        refused(2_345, () -> priced(2_345, "-1").insertReturning(dsl, ints(2_500), A), "price");
        refused(2_345, () -> tagged(2_345, "-1").insert(dsl, ints(2_500)), "price");
        refused(2_345, () -> tagged(2_345, "99999.99").insert(dsl, ints(2_500)), "price");
        refused(50, () -> tagged(50, "99999.99").onConflict(A).doUpdate().insert(dsl, ints(70)), "price");
        refused(50, () -> tagged(50, "-1").onConflict(A).doUpdate().insert(dsl, ints(70).stream()), "price");
    }

    /** With a row of an earlier statement, so that its own statement alone would not find it. */
    @Test
    void aKeyThatAnEarlierStatementWroteIsNamed() {
        List<Integer> twice = new ArrayList<>(ints(2_500));
        twice.set(2_344, 7);
        refused(2_345, () -> tagged(0, "").insert(dsl, twice), "a");
        refused(2_345, () -> priced(0, "").insertReturning(dsl, twice, A), "a");
    }

    /** It was not kept, and its place in its statement is not known. */
    @Test
    void theRowOfAStreamIsNotKnownBeyondTheFirstStatement() {
        BulkWriteException e = catchThrowableOfType(
                BulkWriteException.class, () -> tagged(2_345, "-1").insert(dsl, ints(2_500).stream()));
        assertThat(e.row()).isEmpty();
        assertThat(e.sqlState()).contains("23514");
        assertThat(dsl.fetchCount(T)).isZero();
    }

    private void refused(long row, Runnable write, String column) {
        BulkWriteException e = catchThrowableOfType(BulkWriteException.class, write::run);
        assertThat(e.row()).hasValue(row);
        assertThat(e.column()).contains(column);
        assertThat(dsl.fetchCount(T)).isZero();
    }
}
