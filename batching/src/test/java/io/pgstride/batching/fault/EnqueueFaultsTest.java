package io.pgstride.batching.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.pgstride.batching.fault.Sabotage.Point;
import io.pgstride.batching.job.Job;
import io.pgstride.core.CommitOutcomeUnknownException;
import io.pgstride.core.transaction.Transactions;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of docs/batching-failures.md: each event while a job is enqueued in a unit of work. */
@Timeout(90)
@Execution(ExecutionMode.CONCURRENT)
class EnqueueFaultsTest {
    private static final Job JOB = Job.of("q", JSONB.valueOf("{}")).unique("this one");

    @AutoClose
    private final FaultyServer server = FaultyServer.take();

    private final DSLContext dsl = server.dsl();

    enum Phase {
        STATEMENT(Point.statement("into \"pgstride_job\"")),
        COMMIT(Point.commitAfter("into \"pgstride_job\""));

        final Point point;

        Phase(Point point) {
            this.point = point;
        }
    }

    static Stream<Arguments> cases() {
        return Cases.of(Phase.values(), Phase.COMMIT);
    }

    @BeforeEach
    void createTable() {
        Effects.create(dsl);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theJobIsThereOnceWhenTheCallerEnqueuesItAgainAfterAnError(Phase phase, Event event) {
        Sabotage dataSource = server.sabotaged();
        dataSource.plan(phase.point, event);
        Transactions transactions = Transactions.on(dataSource);
        Throwable failure = catchThrowable(() -> transactions.run(tx -> Effects.JOBS.enqueue(tx, JOB)));
        assertThat(dataSource.isDone()).isTrue();
        boolean unknown = phase == Phase.COMMIT && event.isVanishing();
        if (event.isRetryable()) {
            assertThat(failure).isNull();
        } else if (unknown) {
            assertThat(failure).isInstanceOf(CommitOutcomeUnknownException.class);
        } else {
            assertThat(failure).isInstanceOf(DataAccessException.class);
        }
        boolean there = event.isRetryable() || unknown && event == Event.HALF_OPEN;
        assertThat(Effects.pending(dsl, "q")).isEqualTo(there ? 1 : 0);
        transactions.run(tx -> Effects.JOBS.enqueue(tx, JOB));
        assertThat(Effects.pending(dsl, "q")).isEqualTo(1);
    }
}
