package io.pgstride.batching.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.testing.PostgresTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.InsertValuesStepN;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the writer stores is what jOOQ's INSERT stores, or where that is not exact PostgreSQL's input function. */
@PostgresTest
class AnyTypesTest {
    private static final Field<Long> N = DSL.field(DSL.name("n"), SQLDataType.BIGINT);
    private static final long SEED = Long.getLong("pgstride.seed", System.nanoTime());

    private final DSLContext dsl;

    AnyTypesTest(DSLContext dsl) {
        this.dsl = dsl;
    }

    @BeforeAll
    static void types(DSLContext dsl) {
        AnyTypes.DDL.forEach(dsl::execute);
    }

    @Test
    void byCopy() {
        same(AnyTypes.all(), 600, false);
    }

    @Test
    void byArrays() {
        same(AnyTypes.all(), 600, true);
    }

    @Test
    void byTemporaryTable() {
        same(AnyTypes.all(), 1200, true);
    }

    @Test
    void withTypesThatHaveNoBinaryForm() {
        List<AnyType<?>> types = new ArrayList<>(AnyTypes.all());
        types.addAll(AnyTypes.textual());
        same(types, 300, false);
        same(types, 1200, false);
        same(types, 1200, true);
    }

    private void same(List<AnyType<?>> types, int count, boolean conflict) {
        Random random = new Random(SEED);
        Table<Record> expected = table("Expected \"rows\"", types);
        Table<Record> actual = table("Actual \"rows\"", types);
        List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(types.stream().map(type -> type.value(random)).toArray());
        }
        reference(expected, types, rows);
        BulkWriter<Object[]> writer = BulkWriter.into(actual, Object[].class);
        for (int i = 0; i < types.size(); i++) {
            writer = with(writer, types.get(i), i);
        }
        long written = (conflict ? writer.onConflict().doNothing() : writer)
                .insert(dsl, rows)
                .written();
        assertThat(written).isEqualTo(count);
        compare(expected, actual, types);
    }

    @SuppressWarnings("unchecked")
    private static <T> BulkWriter<Object[]> with(BulkWriter<Object[]> writer, AnyType<T> type, int i) {
        return writer.column(type.field(), row -> (T) row[i]);
    }

    private Table<Record> table(String name, List<AnyType<?>> types) {
        Table<Record> table = DSL.table(DSL.name("public", name));
        String columns = types.stream()
                .map(type -> dsl.render(type.field()) + " " + type.sql())
                .collect(Collectors.joining(", "));
        dsl.dropTableIfExists(table).execute();
        dsl.execute("create table {0} (n bigint generated always as identity primary key, " + columns + ")", table);
        return table;
    }

    private void reference(Table<Record> table, List<AnyType<?>> types, List<Object[]> rows) {
        Field<?>[] fields = types.stream().map(AnyType::field).toArray(Field<?>[]::new);
        for (int from = 0; from < rows.size(); from += 100) {
            InsertValuesStepN<Record> insert = dsl.insertInto(table).columns(fields);
            for (Object[] row : rows.subList(from, from + 100)) {
                List<Field<?>> values = new ArrayList<>();
                for (int i = 0; i < row.length; i++) {
                    values.add(types.get(i).reference(row[i]));
                }
                insert = insert.values(values);
            }
            insert.execute();
        }
    }

    private void compare(Table<Record> expected, Table<Record> actual, List<AnyType<?>> types) {
        for (AnyType<?> type : types) {
            assertThat(texts(actual, type)).as("%s, seed %d", type.sql(), SEED).isEqualTo(texts(expected, type));
        }
    }

    private List<String> texts(Table<Record> table, AnyType<?> type) {
        return dsl.select(DSL.field("cast({0} as text)", String.class, type.field()))
                .from(table)
                .orderBy(N)
                .fetch(row -> row.value1());
    }
}
