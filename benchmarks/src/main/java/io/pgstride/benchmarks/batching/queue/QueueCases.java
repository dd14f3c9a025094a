package io.pgstride.benchmarks.batching.queue;

import io.pgstride.batching.BatchProcessorBuilder;
import io.pgstride.benchmarks.batching.Sizes;
import io.pgstride.benchmarks.batching.queue.Handwritten.Protocol;
import io.pgstride.benchmarks.batching.queue.PgstrideQueue.Mode;
import io.pgstride.benchmarks.run.Case;
import io.pgstride.benchmarks.run.Contender;
import io.pgstride.benchmarks.run.Metric;
import io.pgstride.benchmarks.server.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** The cases that process a queue. */
public final class QueueCases {
    private static final int WORKERS = 8;
    /** Of the case where what matters is how a claim finds its rows. */
    private static final int SMALL_BATCH = 10;

    private final Database database;
    private final Sizes sizes;
    private final JobData data;

    /** Cases in a database. */
    public QueueCases(Database database, Sizes sizes) {
        this.database = database;
        this.sizes = sizes;
        this.data = new JobData(database);
    }

    /** In the order in which they are run. */
    public List<Case<?>> all() {
        List<Case<?>> cases = new ArrayList<>();
        for (int batch : List.of(1, 100, 500)) {
            cases.add(claim("claim-transactional-", batch, Mode.TRANSACTIONAL, c -> new ClaimInTransaction(c, batch)));
        }
        for (int batch : List.of(1, 100, 500)) {
            cases.add(claim("claim-lease-", batch, Mode.LEASE, c -> new ClaimByLease(c, batch)));
        }
        cases.add(heldSnapshot());
        for (int bad : List.of(1, 5, 50)) {
            cases.add(poison(bad));
        }
        cases.add(pickUp());
        return cases;
    }

    private Case<QueueSubject> claim(String name, int batch, Mode mode, Protocol protocol) {
        int jobs = batch == 1 ? sizes.jobs() / 10 : sizes.jobs();
        List<Contender<QueueSubject>> contenders = List.of(
                new Contender<>(
                        "pgstride",
                        () -> new PgstrideQueue(database, WORKERS, mode, builder -> builder.batchSize(batch))),
                new Contender<>("handwritten", () -> new Handwritten(database, WORKERS, protocol)),
                new Contender<>("db-scheduler", () -> new DbSchedulerQueue(database, WORKERS, batch)));
        return new Case<>(
                name + batch,
                data::create,
                contenders,
                List.of(Metric.clocked("jobs_per_s", "1/s", sizes.warmUps(), subject -> subject.jobsPerSecond(jobs))));
    }

    private Case<QueueSubject> heldSnapshot() {
        HeldSnapshot held = new HeldSnapshot(database, sizes.heldJobs(), sizes.deadRows());
        return new Case<>(
                "held-snapshot",
                data::create,
                List.of(
                        new Contender<>("pgstride", () -> pgstride(builder -> builder.batchSize(SMALL_BATCH))),
                        new Contender<>(
                                "without-hint",
                                () -> pgstride(builder ->
                                        builder.batchSize(SMALL_BATCH).withoutHint()))),
                List.of(Metric.clocked("jobs_per_s", "1/s", sizes.warmUps(), held::jobsPerSecond)));
    }

    private PgstrideQueue pgstride(UnaryOperator<BatchProcessorBuilder> options) {
        return new PgstrideQueue(database, WORKERS, Mode.TRANSACTIONAL, options);
    }

    private Case<PoisonSubject> poison(int bad) {
        PoisonData poison = new PoisonData(database, data, sizes.poisonJobs(), bad);
        return new Case<>(
                "poison-" + bad,
                poison::create,
                List.of(
                        new Contender<>("pgstride", () -> new PgstridePoison(database, sizes.poisonJobs())),
                        new Contender<>("one-by-one", () -> new OneByOne(database)),
                        new Contender<>("savepoint-each", () -> new SavepointEach(database, sizes.poisonJobs()))),
                List.of(Metric.clocked("ms", "ms", sizes.warmUps(), subject -> subject.millis(poison))));
    }

    private Case<PickUpSubject> pickUp() {
        Random random = new Random(42);
        return new Case<>(
                "pick-up",
                List.of(
                        new Contender<>("pgstride", () -> PgstridePickUp.notified(database, WORKERS)),
                        new Contender<>("pgstride-polling", () -> PgstridePickUp.polling(database, WORKERS)),
                        new Contender<>("db-scheduler", () -> new DbSchedulerPickUp(database, WORKERS))),
                List.of(Metric.clocked(
                        "p99_ms", "ms", sizes.warmUps(), subject -> subject.p99(sizes.pickUps(), random))));
    }
}
