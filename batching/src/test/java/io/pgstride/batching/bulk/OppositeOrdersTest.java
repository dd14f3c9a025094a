package io.pgstride.batching.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.testing.PostgresTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two writers with the same keys, one of which has them in the opposite order: each stops after its first row until the other has begun. */
@PostgresTest
@Timeout(60)
class OppositeOrdersTest {
    private static final Table<Record> T = DSL.table(DSL.name("t"));
    private static final Field<Long> ID = DSL.field(DSL.name("id"), SQLDataType.BIGINT);
    private static final BulkWriter<Long> WRITER =
            BulkWriter.into(T, Long.class).column(ID, id -> id);

    private final DSLContext dsl;

    OppositeOrdersTest(DSLContext dsl) {
        this.dsl = dsl;
    }

    /** Before the second row. Begun is who has come to it too, or waits for a row of another. */
    @BeforeEach
    void table() {
        dsl.execute("drop table if exists t");
        dsl.execute("create table t (id bigint primary key)");
        dsl.execute("drop sequence if exists t_others");
        dsl.execute("create sequence t_others");
        dsl.execute("""
                create or replace function t_begun() returns trigger language plpgsql as $$
                begin
                    if current_setting('pgstride.rows', true) = 'two' then
                        return new;
                    elsif current_setting('pgstride.rows', true) is distinct from 'one' then
                        perform set_config('pgstride.rows', 'one', true);
                        return new;
                    end if;
                    perform set_config('pgstride.rows', 'two', true);
                    perform nextval('t_others');
                    for i in 1..2000 loop
                        exit when (select last_value from t_others) > 1 or exists (select from pg_locks where not granted);
                        perform pg_sleep(0.01);
                    end loop;
                    return new;
                end $$
                """);
        dsl.execute("create trigger t_begun before insert on t for each row execute function t_begun()");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 1_500})
    void waitForEachOtherWithAKey(int rows) {
        assertThat(inOppositeOrders(WRITER.onConflict(ID).doNothing(), rows)).isEmpty();
        assertThat(dsl.fetchCount(T)).isEqualTo(rows);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 1_500})
    void deadlockInTheOrderOfTheInput(int rows) {
        assertThat(inOppositeOrders(WRITER.onConflict().doNothing(), rows)).containsExactly("40P01");
    }

    /** Returns what failed. */
    private List<String> inOppositeOrders(BulkWriter<Long> writer, int rows) {
        List<Long> rising = LongStream.rangeClosed(1, rows).boxed().toList();
        List<Long> falling = new ArrayList<>(rising);
        Collections.reverse(falling);
        CompletableFuture<String> one = CompletableFuture.supplyAsync(() -> write(writer, rising));
        CompletableFuture<String> other = CompletableFuture.supplyAsync(() -> write(writer, falling));
        List<String> failures = new ArrayList<>(List.of(one.join(), other.join()));
        failures.removeIf(String::isEmpty);
        return failures;
    }

    private String write(BulkWriter<Long> writer, List<Long> ids) {
        try {
            writer.insert(dsl, ids);
            return "";
        } catch (DataAccessException e) {
            return e.sqlState();
        }
    }
}
