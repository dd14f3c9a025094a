package io.pgstride.benchmarks.batching.bulk;

import io.pgstride.benchmarks.batching.Sizes;
import io.pgstride.benchmarks.batching.bulk.BulkSubject.Way;
import io.pgstride.benchmarks.run.Case;
import io.pgstride.benchmarks.run.Contender;
import io.pgstride.benchmarks.run.Metric;
import io.pgstride.benchmarks.server.Database;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

/** The cases that write many rows. */
public final class BulkCases {
    private final Database database;
    private final Sizes sizes;
    private final EventsData data;

    /** Cases in a database. */
    public BulkCases(Database database, Sizes sizes) {
        this.database = database;
        this.sizes = sizes;
        this.data = new EventsData(database);
    }

    /** In the order in which they are run. */
    public List<Case<?>> all() {
        return List.of(insert(), upsert(), heap());
    }

    private Case<BulkSubject> insert() {
        List<Event> events = new ArrayList<>();
        return new Case<>(
                "bulk-insert",
                () -> {
                    data.create();
                    Event.range(1, sizes.bulkRows(), 1).forEach(events::add);
                },
                contenders(Conflicts.NONE),
                List.of(Metric.clocked("rows_per_s", "1/s", sizes.warmUps(), subject -> {
                    data.empty();
                    return subject.rowsPerSecond(events, data);
                })));
    }

    /** Half of the rows are there, with other values. */
    private Case<BulkSubject> upsert() {
        List<Event> events = new ArrayList<>();
        int half = sizes.bulkRows() / 2;
        return new Case<>(
                "bulk-upsert",
                () -> {
                    data.create();
                    try (Connection connection = database.connect()) {
                        new BinaryCopy(Conflicts.NONE)
                                .write(
                                        connection,
                                        Event.range(1, sizes.bulkRows(), 1).toList());
                    }
                    data.save();
                    Event.range(1 + half, sizes.bulkRows() + half, 2).forEach(events::add);
                },
                contenders(Conflicts.UPDATE),
                List.of(Metric.clocked("rows_per_s", "1/s", sizes.warmUps(), subject -> {
                    data.restore();
                    return subject.rowsPerSecond(events, data);
                })));
    }

    private List<Contender<BulkSubject>> contenders(Conflicts conflicts) {
        return List.of(
                plain("pgstride", PgstrideBulk.of(conflicts)),
                plain("handwritten", new BinaryCopy(conflicts)),
                plain("jdbc-batch", new JdbcBatch(conflicts)),
                rewriting("jdbc-batch-rewrite", new JdbcBatch(conflicts)),
                rewriting("jooq-batch", new JooqBatch(conflicts)),
                plain("unnest", new Unnest(conflicts)));
    }

    private Contender<BulkSubject> plain(String name, Way way) {
        return new Contender<>(name, () -> new BulkSubject(database.connect(), way));
    }

    private Contender<BulkSubject> rewriting(String name, Way way) {
        return new Contender<>(name, () -> new BulkSubject(database.connectRewritingBatches(), way));
    }

    private Case<HeapSubject> heap() {
        PgstrideBulk pgstride = PgstrideBulk.of(Conflicts.NONE);
        return new Case<>(
                "bulk-heap",
                data::create,
                List.of(new Contender<>("pgstride", () -> new HeapSubject(database.connect(), pgstride::write))),
                List.of(
                        heapOf("heap.live_mb.tenth", sizes.streamedRows() / 10),
                        heapOf("heap.live_mb", sizes.streamedRows())));
    }

    private Metric<HeapSubject> heapOf(String name, int rows) {
        return Metric.clocked(name, "MB", 0, subject -> subject.megabytes(rows, data));
    }
}
