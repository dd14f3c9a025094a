package io.pgstride.aggregation.internal.count;

import io.pgstride.aggregation.count.Confidence;
import io.pgstride.aggregation.count.CountAnswer;
import io.pgstride.aggregation.count.CountMethod;
import io.pgstride.aggregation.count.Doubt;
import io.pgstride.aggregation.count.Doubt.Cause;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * How old the statistics are that an estimate rests on.
 *
 * @param analyzed the oldest; empty if one is not known
 * @param doubts that follow from it
 */
record Age(Optional<Instant> analyzed, List<Doubt> doubts) {
    private static final int MOST_NAMED = 3;

    /** Columns never, undated and stale (quoted names of tables), analyzed, and standby. */
    static Age of(Record row) {
        List<Doubt> doubts = new ArrayList<>();
        boolean standby = row.get("standby", Boolean.class);
        add(doubts, Cause.NEVER_ANALYZED, row.get("never", String[].class), standby);
        add(doubts, Cause.UNDATED, row.get("undated", String[].class), standby);
        add(doubts, Cause.STALE, row.get("stale", String[].class), standby);
        boolean dated = doubts.stream().allMatch(doubt -> doubt.cause() == Cause.STALE);
        OffsetDateTime analyzed = dated ? row.get("analyzed", OffsetDateTime.class) : null;
        return new Age(Optional.ofNullable(analyzed).map(OffsetDateTime::toInstant), doubts);
    }

    /** A standby cannot analyze, and does not know what its primary has analyzed. */
    private static void add(List<Doubt> doubts, Cause cause, String @Nullable [] tables, boolean standby) {
        if (tables != null && tables.length > 0) {
            List<String> fix = standby ? List.of() : List.of("ANALYZE " + String.join(", ", tables));
            doubts.add(new Doubt(cause, named(List.of(tables)) + (standby ? ", on a standby" : ""), fix));
        }
    }

    static String named(List<String> tables) {
        int more = tables.size() - MOST_NAMED;
        return String.join(", ", tables.subList(0, Math.min(MOST_NAMED, tables.size())))
                + (more > 0 ? " and " + more + " more" : "");
    }

    /** The same, with what else speaks against an estimate. */
    Age and(List<Doubt> more) {
        List<Doubt> all = new ArrayList<>(doubts);
        all.addAll(more);
        return new Age(analyzed, all);
    }

    CountAnswer estimate(CountMethod method, long rows) {
        Confidence worst = doubts.stream()
                .map(doubt -> doubt.cause().confidence())
                .max(Comparator.naturalOrder())
                .orElse(Confidence.FRESH);
        return new CountAnswer(rows, method, worst, OptionalLong.of(rows), analyzed, doubts);
    }
}
