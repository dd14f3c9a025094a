package io.pgstride.benchmarks.aggregation;

import static io.pgstride.benchmarks.aggregation.Place.number;

import io.pgstride.aggregation.summary.SummaryBuilder;
import io.pgstride.aggregation.summary.SummaryTable;
import io.pgstride.benchmarks.run.Answer;
import io.pgstride.benchmarks.run.Case;
import io.pgstride.benchmarks.run.Contender;
import io.pgstride.benchmarks.run.Metric;
import io.pgstride.benchmarks.run.Reading;
import io.pgstride.benchmarks.run.Subject;
import io.pgstride.benchmarks.server.Database;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/** A GROUP BY of twenty rows a group, brought up to date after one row in each of 1% of the groups was changed. */
final class Summary implements Subject {
    private static final int ROWS_OF_A_GROUP = 20;
    private static final String RIGHT = "count(*), sum(number), sum(total), sum(total * kind % 1009)";

    private final Place place;
    private final Refresh refresh;
    private final int changed;
    private double write = Double.NaN;
    private int round;

    @FunctionalInterface
    private interface Refresh {
        void run() throws SQLException;
    }

    private Summary(Place place, int changed, Refresh refresh) {
        this.place = place;
        this.changed = changed;
        this.refresh = refresh;
    }

    static Case<Summary> benchmark(Database database, Sizes sizes) {
        return new Case<>(
                "summary",
                List.of(
                        new Contender<>("pgstride", () -> table(database, sizes, "deltas", SummaryBuilder::byDeltas)),
                        new Contender<>(
                                "pgstride-dirty-keys",
                                () -> table(database, sizes, "keys", SummaryBuilder::byDirtyKeys)),
                        new Contender<>("refresh-concurrently", () -> view(database, sizes))),
                List.of(
                        Metric.clocked("ms", "ms", sizes.warmUps(), Summary::refresh),
                        Metric.exact("write_ms", "ms", subject -> new Reading(subject.write, Answer.none()))));
    }

    private static Place source(Database database, Sizes sizes, String name) throws SQLException {
        Place place = Place.open(database, "summary_" + name, 2);
        place.run(
                "DROP MATERIALIZED VIEW IF EXISTS $groups_view",
                "DROP TABLE IF EXISTS $row, $groups, $groups_queue",
                "CREATE TABLE $row (id bigint PRIMARY KEY, kind bigint NOT NULL, amount bigint NOT NULL, note text NOT NULL)",
                "INSERT INTO $row SELECT n, n % " + groups(sizes) + ", n % 97, 'note ' || n FROM generate_series(1, "
                        + sizes.sourceRows() + ") n",
                "CREATE INDEX ON $row (kind)",
                "VACUUM ANALYZE $row");
        return place;
    }

    private static int groups(Sizes sizes) {
        return sizes.sourceRows() / ROWS_OF_A_GROUP;
    }

    private static Summary table(
            Database database, Sizes sizes, String name, Function<SummaryBuilder, SummaryTable> upkeep)
            throws SQLException {
        Place place = source(database, sizes, name);
        SummaryTable summary = upkeep.apply(SummaryTable.of(place.table("groups"))
                .from(place.table("row"))
                .groupBy(number("kind"), number("kind"))
                .count(number("number"))
                .sum(number("total"), number("amount")));
        summary.install(place.pool());
        summary.repair(place.pool());
        summary.refresh(place.pool());
        place.run("VACUUM ANALYZE $groups, $groups_queue");
        return new Summary(place, groups(sizes) / 100, () -> summary.refresh(place.pool()));
    }

    private static Summary view(Database database, Sizes sizes) throws SQLException {
        Place place = source(database, sizes, "view");
        place.run(
                "CREATE MATERIALIZED VIEW $groups_view AS SELECT kind, count(*) AS number, sum(amount) AS total FROM $row GROUP BY kind",
                "CREATE UNIQUE INDEX ON $groups_view (kind)",
                "CREATE VIEW $groups AS SELECT * FROM $groups_view",
                "VACUUM ANALYZE $groups_view");
        return new Summary(
                place, groups(sizes) / 100, () -> place.run("REFRESH MATERIALIZED VIEW CONCURRENTLY $groups_view"));
    }

    private Reading refresh() throws Exception {
        round++;
        long begin = System.nanoTime();
        place.run("UPDATE $row SET amount = amount + " + round + " WHERE id BETWEEN " + (1 + round * changed) + " AND "
                + (changed + round * changed));
        write = (System.nanoTime() - begin) / 1e6;
        begin = System.nanoTime();
        refresh.run();
        double millis = (System.nanoTime() - begin) / 1e6;
        return new Reading(millis, place.answer("SELECT " + RIGHT + " FROM $groups"));
    }

    @Override
    public void close() {
        place.close();
    }
}
