package io.pgstride.benchmarks.aggregation;

import static io.pgstride.benchmarks.aggregation.Place.number;

import io.pgstride.aggregation.counter.Counter;
import io.pgstride.benchmarks.run.Answer;
import io.pgstride.benchmarks.run.Case;
import io.pgstride.benchmarks.run.Contender;
import io.pgstride.benchmarks.run.Metric;
import io.pgstride.benchmarks.run.Reading;
import io.pgstride.benchmarks.run.Subject;
import io.pgstride.benchmarks.run.Workers;
import io.pgstride.benchmarks.server.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Counters of fifty parents that were wrong, repaired again and again while six clients write; how many are wrong in the end. */
final class Repair implements Subject {
    private static final int PARENTS = 50;
    private static final int WRITERS = 6;
    private static final String ABSOLUTE =
            "UPDATE $parent p SET n = (SELECT count(*) FROM $child c WHERE c.parent_id = p.id) WHERE id = ";
    private static final String WRONG =
            "SELECT count(*) FROM $parent p WHERE n <> (SELECT count(*) FROM $child c WHERE c.parent_id = p.id)";

    private final Place place;
    private final Sizes sizes;
    private final Counter<Long, Long> counter;
    private final boolean absolute;

    private Repair(Place place, Sizes sizes, boolean absolute) throws SQLException {
        this.place = place;
        this.sizes = sizes;
        this.absolute = absolute;
        place.run(
                "DROP TABLE IF EXISTS $child, $parent",
                "CREATE TABLE $parent (id bigint PRIMARY KEY, n bigint NOT NULL DEFAULT 0)",
                "CREATE TABLE $child (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parent_id bigint NOT NULL REFERENCES $parent)",
                "CREATE INDEX ON $child (parent_id)");
        this.counter = Counter.of(place.table("parent"), number("n"))
                .counting(place.table("child"), number("parent_id"))
                .build();
        counter.install(place.pool());
    }

    static Case<Repair> benchmark(Database database, Sizes sizes) {
        return new Case<>(
                "repair",
                List.of(
                        new Contender<>(
                                "pgstride",
                                () -> new Repair(Place.open(database, "repair", WRITERS + 1), sizes, false)),
                        new Contender<>(
                                "absolute-set",
                                () -> new Repair(Place.open(database, "absolute", WRITERS + 1), sizes, true))),
                List.of(Metric.clocked("wrong_rows", "rows", 0, Repair::wrongRows)));
    }

    private Reading wrongRows() throws Exception {
        place.run(
                "TRUNCATE $child, $parent CASCADE",
                "INSERT INTO $parent (id, n) SELECT n, 1000 FROM generate_series(1, " + PARENTS + ") n");
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger number = new AtomicInteger();
        Workers.run(WRITERS + 1, () -> {
            int mine = number.getAndIncrement();
            if (mine == WRITERS) {
                try {
                    repair();
                } finally {
                    over.set(true);
                }
            } else {
                write(new Random(mine), over);
            }
        });
        return new Reading(
                Double.parseDouble((String) place.answer(WRONG).items().get(0)), Answer.none());
    }

    private void repair() throws SQLException {
        for (int i = 0; i < sizes.repairs(); i++) {
            if (absolute) {
                for (int id = 1; id <= PARENTS; id++) {
                    place.run(ABSOLUTE + id);
                }
            } else {
                counter.repair(place.pool());
            }
        }
    }

    private void write(Random random, AtomicBoolean over) throws SQLException {
        try (Connection connection = place.pool().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            while (!over.get()) {
                for (int i = 0; i < 3; i++) {
                    statement.execute(place.here(
                            "INSERT INTO $child (parent_id) VALUES (" + (1 + random.nextInt(PARENTS)) + ")"));
                }
                connection.commit();
            }
        }
    }

    @Override
    public void close() {
        place.close();
    }
}
