package io.pgstride.batching.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.core.PgstrideException;
import io.pgstride.testing.PostgresTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSON;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.types.DayToSecond;
import org.jooq.types.YearToMonth;
import org.jooq.types.YearToSecond;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What came of "COPY cannot upsert": PgBulkInsert#38, #109, #124, and slow batches: jOOQ#4533, #12726. */
@PostgresTest
class UpsertTest {
    private static final long SEED = Long.getLong("pgstride.seed", System.nanoTime());
    private static final Table<Record> T = DSL.table(DSL.name("t"));
    private static final Field<Integer> A = DSL.field(DSL.name("t", "a"), SQLDataType.INTEGER);
    private static final Field<String> B = DSL.field(DSL.name("t", "b"), SQLDataType.VARCHAR);
    private static final Field<String> C = DSL.field(DSL.name("t", "c"), SQLDataType.VARCHAR);
    private static final Field<JSON> D = DSL.field(DSL.name("t", "d"), SQLDataType.JSON);
    private static final Field<Long> ID = DSL.field(DSL.name("t", "id"), SQLDataType.BIGINT);

    private record Row(Integer a, String b, String c, JSON d) {}

    private final DSLContext dsl;
    private final BulkWriter<Row> writer = BulkWriter.into(T, Row.class)
            .column(A, Row::a)
            .column(B, Row::b)
            .column(C, Row::c)
            .column(D, Row::d);

    UpsertTest(DSLContext dsl) {
        this.dsl = dsl;
    }

    @BeforeEach
    void table() {
        dsl.execute("drop table if exists t");
        dsl.execute(
                "create table t (id bigint generated always as identity, a int, b text, c text, d json, unique (a, b))");
    }

    private static List<Row> random(Random random, int count, int keys) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String b = random.nextInt(20) == 0 ? null : "b" + random.nextInt(3);
            String c = random.nextInt(5) == 0 ? null : "c" + random.nextInt(3);
            rows.add(new Row(random.nextInt(keys), b, c, JSON.json("[" + random.nextInt(2) + "]")));
        }
        return rows;
    }

    private Result<?> content() {
        return dsl.select(A, B, C, D.cast(SQLDataType.VARCHAR))
                .from(T)
                .orderBy(1, 2, 3, 4)
                .fetch();
    }

    private void oneByOne(List<Row> rows, boolean update) {
        dsl.transaction(tx -> rows.forEach(row -> {
            var insert = tx.dsl()
                    .insertInto(T)
                    .columns(A, B, C, D)
                    .values(row.a(), row.b(), row.c(), row.d())
                    .onConflict(A, B);
            (update ? insert.doUpdate().set(C, DSL.excluded(C)).set(D, DSL.excluded(D)) : insert.doNothing()).execute();
        }));
    }

    @Test
    void sameAsRowByRow() {
        Random random = new Random(SEED);
        for (boolean update : new boolean[] {true, false}) {
            BulkWriter<Row> upsert = update
                    ? writer.onConflict(A, B).doUpdate()
                    : writer.onConflict(A, B).doNothing();
            for (int count : new int[] {1, 300, 1000, 2500}) {
                List<Row> before = random(random, 200, 100);
                List<Row> rows = random(random, count, 100);
                table();
                oneByOne(before, update);
                oneByOne(rows, update);
                Result<?> expected = content();
                table();
                upsert.insert(dsl, before);
                BulkResult result = upsert.insert(dsl, rows.stream());
                assertThat(content())
                        .as("%d rows, update %s, seed %d", count, update, SEED)
                        .isEqualTo(expected);
                assertThat(result.rows()).isEqualTo(count);
            }
        }
    }

    @Test
    void rowsThatAreTheSameAreNotWrittenAgain() {
        for (int count : new int[] {500, 1500}) {
            table();
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                rows.add(new Row(i, "b", i % 3 == 0 ? null : "c", i % 5 == 0 ? null : JSON.json("{\"a\":1}")));
            }
            BulkWriter<Row> upsert = writer.onConflict(A, B).doUpdate();
            assertThat(upsert.insert(dsl, rows).written()).isEqualTo(count);
            Result<Record> versions = dsl.fetch("select a, ctid::text, xmin::text from t order by a");
            BulkResult again = upsert.insert(dsl, rows);
            assertThat(again.written()).isZero();
            assertThat(again.skipped()).isEqualTo(count);
            assertThat(dsl.fetch("select a, ctid::text, xmin::text from t order by a"))
                    .isEqualTo(versions);
            rows.set(7, new Row(7, "b", "other", null));
            rows.set(8, new Row(8, "b", null, rows.get(8).d()));
            rows.set(9, new Row(9, "b", null, JSON.json("{\"a\": 1}")));
            assertThat(upsert.insert(dsl, rows).written()).isEqualTo(3);
        }
    }

    @Test
    void whatIsEqualButNotTheSameIsWritten() {
        dsl.execute("drop table t");
        dsl.execute("create table t (a int primary key, b numeric, c interval)");
        dsl.execute("insert into t values (1, 1.0, '1 mon')");
        Field<java.math.BigDecimal> b = DSL.field(DSL.name("b"), SQLDataType.NUMERIC);
        Field<YearToSecond> c = DSL.field(DSL.name("c"), SQLDataType.INTERVAL);
        BulkWriter.into(T, Row.class)
                .column(A, Row::a)
                .column(b, row -> new java.math.BigDecimal("1.00"))
                .column(c, row -> new YearToSecond(new YearToMonth(), new DayToSecond(30)))
                .onConflict(A)
                .doUpdate()
                .insert(dsl, List.of(new Row(1, null, null, null)));
        assertThat(dsl.fetchValue("select b || ' ' || c from t")).isEqualTo("1.00 30 days");
    }

    @Test
    void namedColumnsAndConditions() {
        for (int count : new int[] {10, 1500}) {
            table();
            List<Row> old = new ArrayList<>();
            List<Row> now = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                old.add(new Row(i, "b", "c" + i % 2, JSON.json("0")));
                now.add(new Row(i, "b", "n", JSON.json("1")));
            }
            writer.insert(dsl, old);
            assertThat(writer.onConflict(A, B).doUpdate(D).insert(dsl, now).written())
                    .isEqualTo(count);
            assertThat(dsl.fetchCount(T, C.eq("n"))).isZero();
            BulkWriter<Row> some = writer.onConflict(A, B)
                    .doUpdateWhere(C.eq("c1").and(DSL.excluded(C).eq("n")), C);
            assertThat(some.insert(dsl, now).written()).isEqualTo(count / 2);
            assertThat(dsl.fetchCount(T, C.eq("n"))).isEqualTo(count / 2);
        }
    }

    @Test
    void partialUniqueIndexes() {
        dsl.execute("drop table t");
        dsl.execute("create table t (a int, b text, c text, d json)");
        dsl.execute("create unique index on t (a) where b = 'live'");
        BulkWriter<Row> upsert =
                writer.onConflict(A).where(B.eq(DSL.inline("live"))).doUpdate();
        upsert.insert(dsl, List.of(new Row(1, "live", "x", null)));
        upsert.insert(dsl, List.of(new Row(1, "live", "y", null)));
        assertThat(dsl.fetchValues("select c from t")).isEqualTo(List.of("y"));
    }

    @Test
    void contradictionsAreRefused() {
        assertThatThrownBy(() -> writer.onConflict().doUpdate()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.onConflict(ID).doUpdate().insert(dsl, List.of(new Row(1, "b", "c", null))))
                .isInstanceOf(PgstrideException.class)
                .hasMessageContaining("onConflict names column id");
        BulkWriter<Row> keyOnly =
                BulkWriter.into(T, Row.class).column(A, Row::a).column(B, Row::b);
        assertThatThrownBy(() -> keyOnly.onConflict(A, B).doUpdate().insert(dsl, List.of(new Row(1, "b", "c", null))))
                .isInstanceOf(PgstrideException.class)
                .hasMessageContaining("doNothing()");
    }

    @Test
    void generatedKeysComeInTheOrderOfTheRows() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 2500; i++) {
            rows.add(new Row((i * 7919) % 2500, "b", "c" + i, null));
        }
        List<Long> keys = writer.insertReturning(dsl, rows, ID);
        check(rows, keys);
        assertThat(keys).isSorted();
        rows.add(new Row(5000, "b", "new", null));
        rows.add(rows.get(17));
        List<Long> again = writer.onConflict(A, B).doNothing().insertReturning(dsl, rows, ID);
        assertThat(again.subList(0, 2500)).isEqualTo(keys);
        assertThat(again.get(2501)).isEqualTo(keys.get(17));
        assertThat(dsl.fetchCount(T)).isEqualTo(2501);
        assertThat(writer.onConflict(A, B).doUpdate().insertReturning(dsl, rows, ID))
                .isEqualTo(again);
        assertThat(writer.insertReturning(dsl, List.of(), ID)).isEmpty();
        assertThatThrownBy(() -> writer.onConflict().doNothing().insertReturning(dsl, rows, ID))
                .hasMessageContaining("cannot be found again");
    }

    private void check(List<Row> rows, List<Long> keys) {
        var stored = dsl.select(ID, C).from(T).fetchMap(ID, C);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(stored.get(keys.get(i))).isEqualTo(rows.get(i).c());
        }
    }

    @Test
    void keysOfRowsThatATriggerLeftOutAreNotGuessed() {
        dsl.execute(
                "create or replace function leave() returns trigger language plpgsql as 'begin return case when new.a = 2 then null else new end; end'");
        dsl.execute("create trigger t before insert on t for each row execute function leave()");
        List<Row> rows = List.of(new Row(1, "b", "c", null), new Row(2, "b", "c", null));
        assertThatThrownBy(() -> writer.insertReturning(dsl, rows, ID)).hasMessageContaining("1 of 2 rows");
        assertThat(dsl.fetchCount(T)).isZero();
        assertThat(writer.insert(dsl, rows).skipped()).isEqualTo(1);
    }
}
