package io.pgstride.batching.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgstride.testing.PostgresTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows whose keys only rise are not looked through for duplicates by the server; all others are. */
@PostgresTest
class KeyOrderTest {
    private static final Table<Record> T = DSL.table(DSL.name("t"));
    private static final Field<Long> ID = DSL.field(DSL.name("id"), SQLDataType.BIGINT);
    private static final Field<Long> V = DSL.field(DSL.name("v"), SQLDataType.BIGINT);

    private record Row(Long id, Long v) {}

    private static final BulkWriter<Row> UPSERT = BulkWriter.into(T, Row.class)
            .column(ID, Row::id)
            .column(V, Row::v)
            .onConflict(ID)
            .doUpdate();

    private final List<String> inserts = new ArrayList<>();
    private final DSLContext dsl;

    KeyOrderTest(DSLContext dsl) {
        this.dsl = DSL.using(dsl.configuration().deriveAppending(new ExecuteListener() {
            @Override
            public void executeStart(ExecuteContext context) {
                String sql = String.valueOf(context.sql());
                if (sql.contains("on conflict")) {
                    inserts.add(sql);
                }
            }
        }));
    }

    @BeforeEach
    void table() {
        dsl.execute("drop table if exists t");
        dsl.execute("create table t (id bigint unique, v bigint check (v <> -1))");
        dsl.execute("insert into t select i, 0 from generate_series(1, 3000, 3) i");
    }

    /** Returns whether the server looked for duplicates. */
    private boolean sorted(List<Long> keys) {
        table();
        inserts.clear();
        Map<Long, Long> expected = new TreeMap<>();
        LongStream.iterate(1, i -> i <= 3000, i -> i + 3).forEach(i -> expected.put(i, 0L));
        List<Row> rows = new ArrayList<>();
        for (Long key : keys) {
            rows.add(new Row(key, 1L + rows.size()));
            expected.put(key, (long) rows.size());
        }
        UPSERT.insert(dsl, rows.stream());
        assertThat(dsl.fetch(T).intoMap(ID, V)).isEqualTo(expected);
        return inserts.get(0).contains("distinct on");
    }

    @Test
    void duplicatesAreLookedForUnlessKeysOnlyRise() {
        List<Long> rising = LongStream.rangeClosed(1, 2000).boxed().toList();
        List<Long> neighbours = new ArrayList<>(rising);
        neighbours.add(1500, 1500L);
        List<Long> late = new ArrayList<>(rising);
        late.add(7L);
        List<Long> lowest = new ArrayList<>(rising);
        lowest.add(0, Long.MIN_VALUE);
        lowest.add(1, Long.MIN_VALUE);
        assertThat(sorted(rising)).isFalse();
        assertThat(sorted(neighbours)).isTrue();
        assertThat(sorted(late)).isTrue();
        assertThat(sorted(lowest)).isTrue();
    }

    @Test
    void nullsAreNoDuplicates() {
        List<Row> rows = new ArrayList<>();
        for (long i = 1; i <= 2000; i++) {
            rows.add(new Row(i % 2 == 0 ? null : i, i));
        }
        UPSERT.insert(dsl, rows);
        assertThat(dsl.fetchCount(T, ID.isNull())).isEqualTo(1000);
    }

    @Test
    void theRowThatIsRefusedIsNamed() {
        List<Row> rows = new ArrayList<>();
        for (long i = 1; i <= 2000; i++) {
            rows.add(new Row(i, i == 1234 ? -1 : i));
        }
        assertThatThrownBy(() -> UPSERT.insert(dsl, rows.stream()))
                .isInstanceOfSatisfying(
                        BulkWriteException.class, e -> assertThat(e.row()).hasValue(1234));
    }

    /** In the column they are equal, although they rise. */
    @Test
    void numbersThatTheColumnRoundsAreLookedThrough() {
        assumeTrue(version() >= 15, "scales below zero came with PostgreSQL 15");
        dsl.execute("drop table if exists t");
        dsl.execute("create table t (id numeric(12, -4) unique, v bigint)");
        UPSERT.insert(dsl, LongStream.rangeClosed(1, 2_000).mapToObj(i -> new Row(10_000 + i, i)));
        assertThat(dsl.fetch(T).getValues(V)).containsExactly(2_000L);
    }

    private int version() {
        return dsl.fetchSingle("select current_setting('server_version_num')::int / 10000")
                .get(0, Integer.class);
    }
}
