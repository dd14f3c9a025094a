package io.pgstride.batching.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.pgstride.batching.BatchSize;
import io.pgstride.batching.backfill.Backfill;
import io.pgstride.batching.backfill.BackfillEnd;
import io.pgstride.batching.backfill.BackfillFailedException;
import io.pgstride.batching.backfill.BackfillResult;
import io.pgstride.batching.backfill.Throttle;
import io.pgstride.batching.fault.Sabotage.Point;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of docs/batching-failures.md: each event in each phase of a backfill. Every row is changed exactly once, if need be by the next run. */
@Timeout(90)
@Execution(ExecutionMode.CONCURRENT)
class BackfillFaultsTest {
    private static final Field<Long> ID = field(name("numbers", "id"), SQLDataType.BIGINT);
    private static final Field<Integer> N = field(name("numbers", "n"), SQLDataType.INTEGER);

    @AutoClose
    private final FaultyServer server = FaultyServer.take();

    private final DSLContext dsl = server.dsl();

    enum Phase {
        /** The checkpoint's tables are made. */
        START(Point.statement("create table")),
        /** The last row of a batch is looked for. */
        BOUNDARY(Point.statement("offset")),
        STATEMENT(Point.statement("update \"numbers\"")),
        CHECKPOINT(Point.statement("^update .*pgstride_backfill_range")),
        COMMIT(Point.commitAfter("update \"numbers\"")),
        THROTTLE(Point.statement("looks"));

        final Point point;

        Phase(Point point) {
            this.point = point;
        }
    }

    /** Objects to nothing. */
    private static final class Looking implements Throttle {
        @Override
        public String name() {
            return "looking";
        }

        @Override
        public Optional<String> check(DSLContext checks) {
            checks.fetch("select 1 as looks");
            return Optional.empty();
        }
    }

    static Stream<Arguments> cases() {
        return Cases.of(Phase.values(), Phase.STATEMENT);
    }

    @BeforeEach
    void createTable() {
        dsl.execute("drop table if exists numbers, pgstride_backfill_range, pgstride_backfill");
        dsl.execute("create table numbers (id bigint primary key, n int not null default 0)");
        dsl.execute("insert into numbers select g from generate_series(1, 500) g");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void rowsAreChangedExactlyOnce(Phase phase, Event event) {
        Sabotage dataSource = server.sabotaged();
        Backfill backfill = Backfill.on(dataSource)
                .name("increments")
                .update(table(name("numbers")))
                .key(ID)
                .set(N, N.plus(1))
                .batchSize(BatchSize.fixed(100))
                .throttle(new Looking())
                .build();
        dataSource.plan(phase.point, event);
        if (event == Event.DISK_FULL) {
            assertThatThrownBy(backfill::run)
                    .satisfies(failure -> assertThat(told(phase, failure)).isEqualTo("53100"));
            assertThat(dsl.fetchCount(table(name("numbers")), N.ne(0).and(N.ne(1))))
                    .isZero();
        }
        BackfillResult result = backfill.run();
        assertThat(dataSource.isDone()).isTrue();
        assertThat(result.ended()).isEqualTo(BackfillEnd.COMPLETED);
        assertThat(result.changedInAll()).isEqualTo(500);
        assertThat(dsl.fetchCount(table(name("numbers")), N.ne(1))).isZero();
        assertThat(backfill.run().scanned()).isZero();
    }

    /** What a batch fails by is told with its range; what the start fails by, as it is. */
    private static String told(Phase phase, Throwable failure) {
        return phase == Phase.START
                ? ((DataAccessException) failure).sqlState()
                : ((BackfillFailedException) failure).sqlState().orElseThrow();
    }
}
