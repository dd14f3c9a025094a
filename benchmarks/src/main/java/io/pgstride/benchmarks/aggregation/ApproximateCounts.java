package io.pgstride.benchmarks.aggregation;

import io.pgstride.aggregation.count.ApproximateCount;
import io.pgstride.benchmarks.run.Answer;
import io.pgstride.benchmarks.run.Case;
import io.pgstride.benchmarks.run.Contender;
import io.pgstride.benchmarks.run.Metric;
import io.pgstride.benchmarks.run.Outcome;
import io.pgstride.benchmarks.run.Pace;
import io.pgstride.benchmarks.run.Reading;
import io.pgstride.benchmarks.run.Subject;
import io.pgstride.benchmarks.server.Database;
import java.sql.SQLException;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** How many rows a large table has, and how many of one kind, which is a fifth of them. */
final class ApproximateCounts implements Subject {
    private final Place place;
    private final Way way;
    private final long truth;
    private long last;

    private ApproximateCounts(Place place, Way way) throws SQLException {
        this.place = place;
        this.way = way;
        this.truth = way.truth().count(place.dsl(), place.table("event"));
    }

    /** A way to count, and the exact one of the same. */
    private record Way(Count count, Count truth) {}

    @FunctionalInterface
    private interface Count {
        long count(DSLContext dsl, Table<?> table);
    }

    static List<Case<ApproximateCounts>> benchmarks(Database database, Sizes sizes, Pace pace) {
        return List.of(
                benchmark("approximate-count", database, sizes, pace, DSL.trueCondition()),
                benchmark(
                        "approximate-count-filtered",
                        database,
                        sizes,
                        pace,
                        DSL.field(DSL.name("kind"), SQLDataType.CLOB).eq("kind1")));
    }

    private static Case<ApproximateCounts> benchmark(
            String name, Database database, Sizes sizes, Pace pace, Condition condition) {
        boolean all = condition.equals(DSL.trueCondition());
        Count exact = (dsl, table) -> dsl.fetchCount(table, condition);
        Count estimate = (dsl, table) -> all
                ? ApproximateCount.ofDefaults().rows(dsl, table).rows()
                : ApproximateCount.ofDefaults().rows(dsl, table, condition).rows();
        Count capped = (dsl, table) ->
                ApproximateCount.ofDefaults().upToCap(dsl, table, condition).rows();
        return new Case<>(
                name,
                () -> create(database, sizes),
                List.of(
                        contender("pgstride", database, new Way(estimate, exact)),
                        contender("pgstride-capped", database, new Way(capped, exact)),
                        contender("count", database, new Way(exact, exact))),
                List.of(
                        Metric.millis("ms", pace, ApproximateCounts::count),
                        Metric.exact("q_error", "ratio", subject -> new Reading(subject.error(), Answer.none()))));
    }

    private static Contender<ApproximateCounts> contender(String name, Database database, Way way) {
        return new Contender<>(name, () -> new ApproximateCounts(Place.open(database, "count", 1), way));
    }

    private static void create(Database database, Sizes sizes) throws SQLException {
        try (Place place = Place.open(database, "count", 1)) {
            place.run(
                    "DROP TABLE IF EXISTS $event",
                    "CREATE TABLE $event (id bigint PRIMARY KEY, kind text NOT NULL)",
                    "INSERT INTO $event SELECT n, 'kind' || n % 5 FROM generate_series(1, " + sizes.countedRows()
                            + ") n",
                    "CREATE INDEX ON $event (kind)",
                    "VACUUM ANALYZE $event");
        }
    }

    private Outcome count() {
        last = way.count().count(place.dsl(), place.table("event"));
        return Outcome.one(Answer.none());
    }

    private double error() {
        return Math.max(last, truth) / (double) Math.max(1, Math.min(last, truth));
    }

    @Override
    public void close() {
        place.close();
    }
}
