package io.pgstride.batching.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.pgstride.batching.bulk.BulkWriter;
import io.pgstride.batching.fault.Sabotage.Point;
import io.pgstride.core.transaction.Transactions;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of docs/batching-failures.md: each event in each phase of a bulk write. It is done whole or not at all. */
@Timeout(90)
@Execution(ExecutionMode.CONCURRENT)
class BulkFaultsTest {
    private static final int ROWS = 20_000;
    private static final Field<Long> ID = field(name("id"), SQLDataType.BIGINT);
    private static final BulkWriter<Long> INSERT =
            BulkWriter.into(table(name("numbers")), Long.class).column(ID, id -> id);

    @AutoClose
    private final FaultyServer server = FaultyServer.take();

    private final DSLContext dsl = server.dsl();

    enum Phase {
        /** Right before COPY is sent. */
        OPENING,
        MIDDLE,
        /** All rows are sent, or for SQLSTATEs stored. */
        END,
        /** From the temporary table into the real one. */
        MERGE;
    }

    static Stream<Arguments> cases() {
        return Cases.of(Phase.values(), Phase.MIDDLE);
    }

    @BeforeEach
    void createTable() {
        dsl.execute("drop table if exists numbers");
        dsl.execute("create table numbers (id bigint primary key)");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void allOrNothingIsWritten(Phase phase, Event event) {
        Sabotage dataSource = server.sabotaged();
        DSLContext through = DSL.using(dataSource, SQLDialect.POSTGRES);
        BulkWriter<Long> writer = phase == Phase.MERGE ? INSERT.onConflict(ID).doNothing() : INSERT;
        assertThatThrownBy(() -> writer.insert(through, harmful(phase, event, dataSource)))
                .isInstanceOf(DataAccessException.class)
                .satisfies(failure ->
                        assertThat(state(failure)).matches(event.isVanishing() ? "08...|57P0." : event.state()));
        assertThat(dsl.fetchCount(table(name("numbers")))).isZero();
        dsl.execute("drop trigger if exists harm on numbers");
        assertThat(writer.insert(through, ids()).written()).isEqualTo(ROWS);
        assertThat(dsl.fetchCount(table(name("numbers")))).isEqualTo(ROWS);
    }

    @Test
    void aUnitOfWorkWritesAgainAfterADeadlock() {
        Sabotage dataSource = server.sabotaged();
        dataSource.plan(Point.unwrap(), Event.DEADLOCK);
        long written =
                Transactions.on(dataSource).call(tx -> INSERT.insert(tx, ids()).written());
        assertThat(dataSource.isDone()).isTrue();
        assertThat(written).isEqualTo(ROWS);
        assertThat(dsl.fetchCount(table(name("numbers")))).isEqualTo(ROWS);
    }

    /** Rows, and something that happens meanwhile. */
    private Iterator<Long> harmful(Phase phase, Event event, Sabotage dataSource) {
        switch (phase) {
            case OPENING -> dataSource.plan(Point.unwrap(), event);
            case MERGE -> dataSource.plan(Point.statement("on conflict"), event);
            default -> {
                if (!event.isVanishing()) {
                    trigger(phase, event);
                }
            }
        }
        boolean here = event.isVanishing() && (phase == Phase.MIDDLE || phase == Phase.END);
        return ids().peek(id -> {
                    if (here && id == (phase == Phase.END ? ROWS : ROWS / 2)) {
                        vanish(event);
                    }
                })
                .iterator();
    }

    private void vanish(Event event) {
        switch (event) {
            case TERMINATED ->
                dsl.execute("select pg_terminate_backend(pid, 10000) from pg_stat_activity where query ilike 'copy%'");
            case CUT -> server.proxy().cut();
            case HALF_OPEN -> server.halfOpen();
            default -> server.restart();
        }
    }

    private void trigger(Phase phase, Event event) {
        dsl.execute("create or replace function harm() returns trigger language plpgsql as $$ begin"
                + " raise exception 'sabotage' using errcode = '" + event.state() + "'; end $$");
        dsl.execute(
                phase == Phase.MIDDLE
                        ? "create trigger harm before insert on numbers for each row when (new.id = 10000) execute function harm()"
                        : "create trigger harm after insert on numbers for each statement execute function harm()");
    }

    private static Stream<Long> ids() {
        return LongStream.rangeClosed(1, ROWS).boxed();
    }

    private static String state(Throwable failure) {
        return ((DataAccessException) failure).getCause(SQLException.class).getSQLState();
    }
}
