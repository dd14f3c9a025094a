package io.pgstride.benchmarks.aggregation;

import static io.pgstride.benchmarks.aggregation.Place.number;

import io.pgstride.aggregation.counter.Counter;
import io.pgstride.benchmarks.run.Answer;
import io.pgstride.benchmarks.run.Case;
import io.pgstride.benchmarks.run.Contender;
import io.pgstride.benchmarks.run.Metric;
import io.pgstride.benchmarks.run.Reading;
import io.pgstride.benchmarks.run.Statistics;
import io.pgstride.benchmarks.run.Subject;
import io.pgstride.benchmarks.server.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** One INSERT of many rows of a thousand parents, and single ones in the same session before and after it. */
final class BulkTrigger implements Subject {
    private static final String ROW_TRIGGER = """
            CREATE FUNCTION $row() RETURNS trigger LANGUAGE plpgsql AS '
            BEGIN
                UPDATE $parent SET n = n + 1 WHERE id = NEW.parent_id;
                RETURN NULL;
            END ';
            CREATE TRIGGER counts AFTER INSERT ON $child FOR EACH ROW EXECUTE FUNCTION $row();
            """;
    private static final String JOIN_TRIGGER = """
            CREATE FUNCTION $join() RETURNS trigger LANGUAGE plpgsql AS '
            BEGIN
                UPDATE $parent p SET n = p.n + d.n
                  FROM (SELECT parent_id, count(*) AS n FROM new_rows GROUP BY 1) d WHERE p.id = d.parent_id;
                RETURN NULL;
            END ';
            CREATE TRIGGER counts AFTER INSERT ON $child REFERENCING NEW TABLE AS new_rows
                FOR EACH STATEMENT EXECUTE FUNCTION $join();
            """;

    private final Place place;
    private final Sizes sizes;
    private double before = Double.NaN;
    private double after = Double.NaN;

    private BulkTrigger(Place place, Sizes sizes) throws SQLException {
        this.place = place;
        this.sizes = sizes;
        place.run(
                "DROP TABLE IF EXISTS $child, $parent",
                "DROP FUNCTION IF EXISTS $row, $join",
                "CREATE TABLE $parent (id bigint PRIMARY KEY, name text NOT NULL, n bigint NOT NULL DEFAULT 0)",
                "CREATE TABLE $child (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parent_id bigint NOT NULL REFERENCES $parent)",
                "CREATE INDEX ON $child (parent_id)");
    }

    static Case<BulkTrigger> benchmark(Database database, Sizes sizes) {
        return new Case<>(
                "bulk-trigger",
                List.of(
                        new Contender<>("pgstride", () -> installed(database, sizes)),
                        new Contender<>("row-trigger", () -> with(database, sizes, "row", ROW_TRIGGER)),
                        new Contender<>("join-trigger", () -> with(database, sizes, "join", JOIN_TRIGGER)),
                        new Contender<>("no-counter", () -> with(database, sizes, "none", "SELECT 1"))),
                List.of(
                        Metric.clocked("ms", "ms", sizes.warmUps(), BulkTrigger::bulk),
                        Metric.exact("single_before", "us", subject -> new Reading(subject.before, Answer.none())),
                        Metric.exact("single_after", "us", subject -> new Reading(subject.after, Answer.none()))));
    }

    private static BulkTrigger installed(Database database, Sizes sizes) throws SQLException {
        BulkTrigger subject = new BulkTrigger(Place.open(database, "bulk_pgstride", 2), sizes);
        Counter.of(subject.place.table("parent"), number("n"))
                .counting(subject.place.table("child"), number("parent_id"))
                .build()
                .install(subject.place.pool());
        return subject;
    }

    private static BulkTrigger with(Database database, Sizes sizes, String name, String trigger) throws SQLException {
        BulkTrigger subject = new BulkTrigger(Place.open(database, "bulk_" + name, 2), sizes);
        subject.place.run(trigger);
        return subject;
    }

    private Reading bulk() throws Exception {
        place.run(
                "TRUNCATE $child, $parent CASCADE",
                "INSERT INTO $parent (id, name) SELECT n, 'parent ' || n FROM generate_series(1, 1000) n",
                "VACUUM ANALYZE $child, $parent");
        double millis;
        try (Connection connection = place.pool().getConnection();
                Statement statement = connection.createStatement()) {
            before = single(statement);
            long begin = System.nanoTime();
            statement.execute(
                    place.here("INSERT INTO $child (parent_id) SELECT 1 + n * 7 % 1000 FROM generate_series(1, "
                            + sizes.bulkRows() + ") n"));
            millis = (System.nanoTime() - begin) / 1e6;
            after = single(statement);
        }
        return new Reading(
                millis, place.answer("SELECT count(*), count(DISTINCT parent_id), sum(parent_id % 13) FROM $child"));
    }

    private double single(Statement statement) throws SQLException {
        double[] micros = new double[sizes.singles()];
        for (int i = 0; i < micros.length; i++) {
            String sql = place.here("INSERT INTO $child (parent_id) VALUES (" + (1 + i % 1000) + ")");
            long begin = System.nanoTime();
            statement.execute(sql);
            micros[i] = (System.nanoTime() - begin) / 1e3;
        }
        return Statistics.median(micros);
    }

    @Override
    public void close() {
        place.close();
    }
}
