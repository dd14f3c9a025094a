package io.pgstride.examples.tour.chapters;

import static io.pgstride.examples.db.Tables.EVENTS;

import io.pgstride.aggregation.count.ApproximateCount;
import io.pgstride.examples.tour.Cost;
import io.pgstride.examples.tour.Exhibit;
import io.pgstride.examples.tour.Exhibit.Statement;
import io.pgstride.examples.tour.Race;
import io.pgstride.examples.tour.Race.Outcome;
import io.pgstride.examples.tour.Step;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;

/** All events, counted and estimated in turn. The two answers are compared by two digits, which is what is shown of an estimate. */
final class EstimateRace {
    private static final int ROUNDS = 5;
    private static final MathContext TWO_DIGITS = new MathContext(2);

    private final DSLContext dsl;

    EstimateRace(DSLContext dsl) {
        this.dsl = dsl;
    }

    Outcome run() {
        ApproximateCount estimates = ApproximateCount.ofDefaults().cap(0);
        List<Duration> counted = new ArrayList<>();
        List<Duration> estimated = new ArrayList<>();
        boolean same = true;
        dsl.execute("ANALYZE {0}", EVENTS);
        for (int round = 0; round <= ROUNDS; round++) {
            long[] rows = new long[2];
            counted.add(Writes.time(() -> rows[0] = dsl.fetchCount(EVENTS)));
            estimated.add(
                    Writes.time(() -> rows[1] = estimates.rows(dsl, EVENTS).rows()));
            same &= rounded(rows[0]).compareTo(rounded(rows[1])) == 0;
        }
        String pattern = "how many events there are, by two digits";
        Step step = new Step(pattern, cost(counted), cost(estimated), same);
        Statement slow = new Race(dsl).explained("COUNT(*)", dsl.selectCount().from(EVENTS));
        Statement fast = new Statement(
                "ApproximateCount",
                "SELECT sum(reltuples / relpages * pg_relation_size(oid) / 8192) FROM pg_class ...   -- of the table and its partitions",
                "");
        return new Outcome(step, new Exhibit(pattern, slow, fast));
    }

    private static BigDecimal rounded(long rows) {
        return new BigDecimal(rows).round(TWO_DIGITS);
    }

    /** The first time is a warm-up. */
    private static Cost cost(List<Duration> times) {
        return new Cost(Writes.median(times.subList(1, times.size()).stream()), null);
    }
}
