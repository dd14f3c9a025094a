package io.pgstride.batching;

import io.pgstride.batching.internal.claim.LeasedRounds;
import io.pgstride.batching.internal.claim.ProcessingEvents;
import io.pgstride.batching.internal.claim.RoundOptions;
import io.pgstride.batching.internal.claim.Rounds;
import io.pgstride.batching.internal.run.Round;
import io.pgstride.batching.internal.run.RoundResult;
import io.pgstride.core.telemetry.Telemetry;
import io.pgstride.core.transaction.Transactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Makes rounds with options, and runs them until there are no rows. */
record Rig(DataSource dataSource, RoundOptions options) {
    static final Duration LEASE = Duration.ofMinutes(1);

    static Rig on(DataSource dataSource) {
        return new Rig(
                dataSource,
                new RoundOptions(
                        "test",
                        RetryBackoff.ofDefaults(),
                        true,
                        Telemetry.none(),
                        UnaryOperator.identity(),
                        ProcessingEvents.none()));
    }

    Rig retry(RetryBackoff retry) {
        return new Rig(
                dataSource,
                new RoundOptions(
                        "test", retry, options.hint(), options.telemetry(), options.transactions(), options.events()));
    }

    Rig withoutHint() {
        return new Rig(
                dataSource,
                new RoundOptions(
                        "test", options.retry(), false, options.telemetry(), options.transactions(), options.events()));
    }

    Rig transactions(UnaryOperator<Transactions> transactions) {
        return new Rig(
                dataSource,
                new RoundOptions(
                        "test", options.retry(), options.hint(), options.telemetry(), transactions, options.events()));
    }

    Rig events(ProcessingEvents events) {
        return new Rig(
                dataSource,
                new RoundOptions(
                        "test", options.retry(), options.hint(), options.telemetry(), options.transactions(), events));
    }

    <R extends Record> Round transactional(Claim<R> claim, BatchHandler<R> handler) {
        return Rounds.transactional(dataSource, claim.spec(), handler, options);
    }

    <R extends Record> LeasedRounds leased(Claim<R> claim, BatchHandler<R> handler) {
        return leased(claim, LEASE, handler);
    }

    <R extends Record> LeasedRounds leased(Claim<R> claim, Duration lease, BatchHandler<R> handler) {
        return Rounds.leased(dataSource, claim.spec(), lease, handler, options);
    }

    /** Runs rounds until a sweep finds nothing. */
    static RoundResult drain(Round round, int most) {
        RoundResult total = new RoundResult(0, 0, 0, 0, 0, false);
        boolean sweep = false;
        while (true) {
            RoundResult result = round.run(most, sweep);
            total = sum(total, result);
            if (result.claimed() == 0 && sweep) {
                return total;
            }
            sweep = result.claimed() == 0;
        }
    }

    /** As {@link #drain(Round, int)}, on as many threads. */
    static RoundResult drain(int workers, Round round, int most) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        try {
            List<Future<RoundResult>> results = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                results.add(threads.submit(() -> drain(round, most)));
            }
            RoundResult total = new RoundResult(0, 0, 0, 0, 0, false);
            for (Future<RoundResult> result : results) {
                total = sum(total, result.get(2, TimeUnit.MINUTES));
            }
            return total;
        } finally {
            threads.shutdownNow();
        }
    }

    private static RoundResult sum(RoundResult a, RoundResult b) {
        return new RoundResult(
                a.claimed() + b.claimed(),
                a.done() + b.done(),
                a.retried() + b.retried(),
                a.dead() + b.dead(),
                a.lost() + b.lost(),
                a.suffered() || b.suffered());
    }

    /** What happened, one line each. */
    static class Diary implements ProcessingEvents {
        private final List<String> lines = new ArrayList<>();

        @Override
        public synchronized void rowRetried(
                Record row, int attempt, Duration pause, String reason, @Nullable Throwable cause) {
            lines.add("retried " + row.get(0) + " attempt " + attempt + ": " + reason);
        }

        @Override
        public synchronized void rowDead(Record row, int attempt, String reason, @Nullable Throwable cause) {
            lines.add("dead " + row.get(0) + " attempt " + attempt + ": " + reason);
        }

        @Override
        public synchronized void leaseLost(List<? extends Record> rows) {
            lines.add("lost " + rows.stream().map(row -> row.get(0)).toList());
        }

        @Override
        public synchronized void batchFailed(int rows, Throwable cause) {
            lines.add("failed " + rows + ": " + cause.getMessage());
        }

        synchronized List<String> lines() {
            return List.copyOf(lines);
        }
    }
}
