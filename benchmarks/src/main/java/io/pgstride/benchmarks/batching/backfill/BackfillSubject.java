package io.pgstride.benchmarks.batching.backfill;

import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.benchmarks.batching.Pools;
import io.pgstride.benchmarks.batching.backfill.Bystander.Seen;
import io.pgstride.benchmarks.run.Answer;
import io.pgstride.benchmarks.run.Reading;
import io.pgstride.benchmarks.run.Subject;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A way to fill the column, run once a round beside a bystander; the metrics after the first one tell of the same run. */
final class BackfillSubject implements Subject {
    private final AccountData data;
    private final Way way;
    private final boolean fills;
    private @Nullable Run last;

    private BackfillSubject(AccountData data, Way way, boolean fills) {
        this.data = data;
        this.way = way;
        this.fills = fills;
    }

    static BackfillSubject filling(AccountData data, Way way) {
        return new BackfillSubject(data, way, true);
    }

    /** Nothing runs beside the bystander. */
    static BackfillSubject idle(AccountData data, Way waiting) {
        return new BackfillSubject(data, waiting, false);
    }

    /** Runs it. */
    Reading bystanderP99() throws Exception {
        data.create();
        try (HikariDataSource pool = Pools.forWorkers(data.database(), 1)) {
            way.prepare(pool);
            runBeside(pool);
        }
        return new Reading(run().seen().p99Millis(), Answer.none());
    }

    private void runBeside(DataSource pool) throws Exception {
        try (Bystander bystander = Bystander.begin(data.database(), data.rows())) {
            long begin = System.nanoTime();
            way.run(pool);
            double seconds = (System.nanoTime() - begin) / 1e9;
            last = new Run(seconds, bystander.seen(), data.answer());
        }
    }

    Reading longestLockWait() {
        return new Reading(run().seen().longestLockWaitMillis(), Answer.none());
    }

    Reading totalSeconds() {
        return fills ? new Reading(run().seconds(), run().answer()) : Reading.none();
    }

    private Run run() {
        return Objects.requireNonNull(last);
    }

    @Override
    public void close() {}

    private record Run(double seconds, Seen seen, Answer answer) {}
}
