package io.pgstride.aggregation.internal.health;

import io.pgstride.aggregation.AggregateHealth.Limits;
import io.pgstride.aggregation.counter.Counter;
import io.pgstride.aggregation.counter.Drift;
import io.pgstride.aggregation.derived.DerivedColumn;
import io.pgstride.aggregation.derived.DerivedDrift;
import io.pgstride.aggregation.summary.SummaryTable;
import io.pgstride.core.finding.Finding;
import io.pgstride.core.finding.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/** What differs from what it is made of, by the aggregate's own measure. */
public final class Drifts {
    private Drifts() {}

    /** Of a counter. */
    public static Look of(Counter<?, ?> counter) {
        return (dsl, limits) -> {
            Drift<?> drift = counter.drift(dsl);
            return drift.isNone()
                    ? List.of()
                    : List.of(drift(counter.name(), "Parents have", drift.wrong())
                            .evidence("checked", drift.checked())
                            .evidence("largest", drift.largest())
                            .build());
        };
    }

    /** Of a column. */
    public static Look of(DerivedColumn column) {
        return (dsl, limits) -> {
            DerivedDrift drift = column.drift(dsl);
            return drift.isNone()
                    ? List.of()
                    : List.of(drift(column.name(), "Rows have", drift.wrong())
                            .evidence("checked", drift.checked())
                            .build());
        };
    }

    /** Of a summary, and how old it is. */
    public static Look of(SummaryTable summary) {
        return (dsl, limits) -> {
            List<Finding> found = new ArrayList<>();
            String name = summary.ddl().name();
            long wrong = summary.drift(dsl);
            if (wrong > 0) {
                found.add(drift(name, "Groups have", wrong).build());
            }
            stale(dsl, limits, summary, name).ifPresent(found::add);
            return found;
        };
    }

    private static Finding.Builder drift(String name, String what, long wrong) {
        return Finding.of("aggregation.drift", Severity.WARNING)
                .subject(name)
                .summary(what
                        + " another value than what they aggregate: a trigger was disabled, or somebody wrote the column;"
                        + " repair() adds what is lacking, while others write.")
                .evidence("wrong", wrong);
    }

    private static Optional<Finding> stale(DSLContext dsl, Limits limits, SummaryTable summary, String name) {
        Optional<Duration> staleness = summary.staleness(dsl);
        return staleness
                .filter(age -> age.compareTo(limits.stale()) > 0)
                .map(age -> Finding.of("aggregation.stale-summary", Severity.WARNING)
                        .subject(name)
                        .summary(
                                "The summary lacks changes that are old: call refresh() every few seconds, or look why it fails.")
                        .evidence("behind", age)
                        .evidence("limit", limits.stale())
                        .build());
    }
}
