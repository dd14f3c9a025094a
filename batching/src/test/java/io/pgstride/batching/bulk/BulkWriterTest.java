package io.pgstride.batching.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.testing.PostgresTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class BulkWriterTest {
    private static final Table<Record> ITEM = DSL.table(DSL.name("item"));
    private static final Field<Long> ID = DSL.field(DSL.name("id"), SQLDataType.BIGINT);
    private static final Field<String> NAME = DSL.field(DSL.name("name"), SQLDataType.VARCHAR);

    private record Item(Long id, String name) {}

    private final DSLContext dsl;
    private final BulkWriter<Item> writer =
            BulkWriter.into(ITEM, Item.class).column(ID, Item::id).column(NAME, Item::name);

    BulkWriterTest(DSLContext dsl) {
        this.dsl = dsl;
    }

    @BeforeEach
    void table() {
        dsl.execute("drop table if exists item");
        dsl.execute("create table item (id bigint primary key, name text)");
    }

    private static Stream<Item> items(int from, int to, String prefix) {
        return IntStream.rangeClosed(from, to).mapToObj(i -> new Item((long) i, prefix + i));
    }

    private long count() {
        return dsl.fetchCount(ITEM);
    }

    @Test
    void insertsAStream() {
        BulkResult result = writer.insert(dsl, items(1, 5000, "a"));
        assertThat(result.rows()).isEqualTo(5000);
        assertThat(result.written()).isEqualTo(5000);
        assertThat(result.skipped()).isZero();
        assertThat(result.duration()).isPositive();
        assertThat(count()).isEqualTo(5000);
        assertThat(dsl.fetchValue("select name from item where id = 4711")).isEqualTo("a4711");
    }

    @Test
    void insertsJooqRecordsAndNone() {
        List<Record> rows = new ArrayList<>();
        for (long i = 0; i < 10; i++) {
            Record row = dsl.newRecord(ID, NAME);
            row.set(ID, i);
            row.set(NAME, null);
            rows.add(row);
        }
        assertThat(BulkWriter.into(ITEM, ID, NAME).insert(dsl, rows).written()).isEqualTo(10);
        assertThat(BulkWriter.into(ITEM, ID, NAME).insert(dsl, List.of()).written())
                .isZero();
        assertThat(count()).isEqualTo(10);
    }

    @Test
    void upsertsFewAndMany() {
        BulkWriter<Item> upsert = writer.onConflict(ID).doUpdate();
        for (int rows : new int[] {10, 1000, 1001, 5000}) {
            dsl.execute("truncate item");
            writer.insert(dsl, items(1, rows / 2, "old"));
            BulkResult result = upsert.insert(dsl, Stream.concat(items(1, rows / 2, "x"), items(1, rows / 2, "new")));
            assertThat(result.rows()).isEqualTo(rows / 2 * 2);
            assertThat(result.written()).isEqualTo(rows / 2);
            assertThat(dsl.fetchCount(ITEM, NAME.startsWith("new"))).isEqualTo(rows / 2);
            assertThat(upsert.insert(dsl, items(1, rows / 2, "new")).written()).isZero();
        }
    }

    @Test
    void doNothingKeepsTheFirst() {
        for (int rows : new int[] {10, 4000}) {
            dsl.execute("truncate item");
            writer.onConflict().doNothing().insert(dsl, Stream.concat(items(1, rows, "a"), items(1, rows, "b")));
            assertThat(dsl.fetchCount(ITEM, NAME.startsWith("a"))).isEqualTo(rows);
        }
    }

    @Test
    void aStreamThatThrowsLeavesNothingAndTheTransactionGoesOn() {
        AtomicBoolean closed = new AtomicBoolean();
        for (BulkWriter<Item> way : List.of(writer, writer.onConflict(ID).doUpdate())) {
            dsl.transaction(tx -> {
                tx.dsl().execute("insert into item values (-1, 'before')");
                Stream<Item> rows = items(1, 50_000, "a")
                        .peek(item -> {
                            if (item.id() == 40_000) {
                                throw new IllegalStateException("mine");
                            }
                        })
                        .onClose(() -> closed.set(true));
                assertThatThrownBy(() -> way.insert(tx.dsl(), rows)).isExactlyInstanceOf(IllegalStateException.class);
                assertThat(closed).isTrue();
                assertThat(way.insert(tx.dsl(), items(1, 10, "b")).written()).isEqualTo(10);
            });
            assertThat(count()).isEqualTo(11);
            dsl.execute("truncate item");
        }
    }

    @Test
    void itIsPartOfTheCallersTransaction() {
        assertThatThrownBy(() -> dsl.transaction(tx -> {
                    writer.insert(tx.dsl(), items(1, 10, "a"));
                    throw new IllegalStateException("rolled back");
                }))
                .hasMessage("rolled back");
        assertThat(count()).isZero();
    }

    @Test
    void namesTheRowOfAnUniqueViolation() {
        dsl.execute("insert into item values (3000, 'there')");
        assertThatThrownBy(() -> writer.insert(dsl, items(1, 5000, "a")))
                .isInstanceOfSatisfying(BulkWriteException.class, e -> {
                    assertThat(e.row()).hasValue(3000);
                    assertThat(e.column()).contains("id");
                    assertThat(e.constraint()).contains("item_pkey");
                    assertThat(e.sqlState()).contains("23505");
                })
                .hasMessageContaining("row 3000");
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void otherErrorsPassAsJooqsOwn() {
        assertThatThrownBy(() ->
                        BulkWriter.into(DSL.table(DSL.name("nowhere")), ID).insert(dsl, List.of()))
                .isInstanceOf(DataAccessException.class);
    }
}
