package io.pgstride.aggregation.internal.view;

import io.pgstride.aggregation.view.RefreshKind;
import io.pgstride.aggregation.view.RefreshRecord;
import io.pgstride.aggregation.view.StaleViews;
import io.pgstride.aggregation.view.StaleViews.Limits;
import io.pgstride.core.finding.Finding;
import io.pgstride.core.finding.Fix;
import io.pgstride.core.finding.LockLevel;
import io.pgstride.core.finding.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Looks at each view by itself. */
public record ViewHealth(History history, Limits limits) {
    private static final String VIEWS = """
            select n.nspname, c.relname, c.relispopulated,
                   exists (select from pg_index i where i.indrelid = c.oid and {0}),
                   coalesce(pg_stat_get_live_tuples(c.oid), 0), coalesce(pg_stat_get_dead_tuples(c.oid), 0)
              from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.relkind = 'm'
               and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
             order by 1, 2
            """;

    /** A view as the catalog and the statistics have it. */
    private record Seen(ViewId id, boolean populated, boolean indexed, long live, long dead) {}

    /** All of them. */
    public List<Finding> find(DSLContext dsl) {
        boolean remembered = history.exists(dsl);
        return dsl
                .fetch(VIEWS, DSL.sql(Catalog.usableIndex()))
                .map(row -> new Seen(
                        new ViewId(row.get(0, String.class), row.get(1, String.class)),
                        row.get(2, Boolean.class),
                        row.get(3, Boolean.class),
                        row.get(4, Long.class),
                        row.get(5, Long.class)))
                .stream()
                .flatMap(view -> find(dsl, view, remembered))
                .toList();
    }

    private Stream<Finding> find(DSLContext dsl, Seen view, boolean remembered) {
        if (!view.populated()) {
            return Stream.of(unpopulated(view));
        }
        Optional<RefreshRecord> last = remembered ? history.last(dsl, view.id()) : Optional.empty();
        Optional<RefreshRecord> success = remembered ? history.lastSuccess(dsl, view.id()) : Optional.empty();
        return Stream.of(
                        success.flatMap(refresh -> stale(dsl, view, refresh)),
                        last.flatMap(refresh -> failed(view, refresh)),
                        unindexed(view, success),
                        bloated(view),
                        success.flatMap(refresh -> dear(dsl, view)))
                .flatMap(Optional::stream);
    }

    private static Finding unpopulated(Seen view) {
        return Finding.of("aggregation.unpopulated-view", Severity.WARNING)
                .subject(view.id().text())
                .summary("The view was never populated, or was emptied: who reads it gets an error.")
                .fix(Fix.sql("REFRESH MATERIALIZED VIEW " + view.id().sql()).lock(LockLevel.ACCESS_EXCLUSIVE))
                .build();
    }

    private Optional<Finding> stale(DSLContext dsl, Seen view, RefreshRecord success) {
        Duration age = Statuses.age(dsl, success.startedAt());
        if (age.compareTo(limits.age()) <= 0) {
            return Optional.empty();
        }
        Finding.Builder finding = Finding.of("aggregation.stale-view", Severity.WARNING)
                .subject(view.id().text())
                .summary("The last refresh that succeeded was long ago: nobody refreshes the view, or it fails.")
                .evidence("age", age)
                .evidence("limit", limits.age())
                .evidence("process", success.process());
        return Optional.of(finding.fix(refresh(view)).build());
    }

    private static Fix refresh(Seen view) {
        return view.indexed()
                ? Fix.sql("REFRESH MATERIALIZED VIEW CONCURRENTLY " + view.id().sql())
                        .lock(LockLevel.EXCLUSIVE)
                : Fix.sql("REFRESH MATERIALIZED VIEW " + view.id().sql()).lock(LockLevel.ACCESS_EXCLUSIVE);
    }

    private static Optional<Finding> failed(Seen view, RefreshRecord last) {
        return last.failure()
                .map(failure -> Finding.of("aggregation.failed-refresh", Severity.WARNING)
                        .subject(view.id().text())
                        .summary("The last refresh failed, and the view shows what it showed before.")
                        .evidence("sqlstate", failure.sqlState())
                        .evidence("message", failure.message())
                        .evidence("at", last.endedAt().toInstant())
                        .evidence("process", last.process())
                        .build());
    }

    private Optional<Finding> unindexed(Seen view, Optional<RefreshRecord> success) {
        if (view.indexed()) {
            return Optional.empty();
        }
        Optional<Duration> blocked = success.filter(refresh -> refresh.kind() == RefreshKind.PLAIN)
                .map(RefreshRecord::duration)
                .filter(time -> time.compareTo(limits.blocking()) > 0);
        Finding.Builder finding = Finding.of(
                        "aggregation.unindexed-view", blocked.isPresent() ? Severity.WARNING : Severity.INFO)
                .subject(view.id().text())
                .summary(
                        "No unique index serves CONCURRENTLY, so readers wait while the view is refreshed: create one over"
                                + " columns that tell its rows apart, without WHERE.");
        blocked.ifPresent(time -> finding.evidence("blocked", time).evidence("limit", limits.blocking()));
        return Optional.of(finding.build());
    }

    private Optional<Finding> bloated(Seen view) {
        if (view.dead() <= limits.deadRows() || view.dead() <= view.live()) {
            return Optional.empty();
        }
        return Optional.of(Finding.of("aggregation.bloated-view", Severity.WARNING)
                .subject(view.id().text())
                .summary("More than half of the rows are dead, as CONCURRENTLY leaves the old version of each row that"
                        + " changed: VACUUM comes too seldom, or is held back.")
                .evidence("dead", view.dead())
                .evidence("live", view.live())
                .evidence("limit", limits.deadRows())
                .fix(Fix.sql("VACUUM " + view.id().sql())
                        .lock(LockLevel.SHARE_UPDATE_EXCLUSIVE)
                        .outsideTransaction())
                .build());
    }

    private Optional<Finding> dear(DSLContext dsl, Seen view) {
        List<RefreshRecord> sample = history.list(dsl, view.id(), StaleViews.SAMPLE);
        if (sample.size() < StaleViews.SAMPLE || !sample.stream().allMatch(refresh -> isDear(refresh, view.live()))) {
            return Optional.empty();
        }
        RefreshRecord last = sample.get(0);
        return Optional.of(Finding.of("aggregation.summary-for-view", Severity.INFO)
                .subject(view.id().text())
                .summary("Refreshes take long and change little: a summary table that is kept by what changes would do"
                        + " with less.")
                .evidence("duration", last.duration())
                .evidence("rows", view.live())
                .evidence("rows-written", last.inserted())
                .evidence("rows-removed", last.deleted())
                .build());
    }

    /** A row that changed is removed and written. */
    private boolean isDear(RefreshRecord refresh, long rows) {
        return refresh.succeeded()
                && refresh.kind() == RefreshKind.CONCURRENT
                && refresh.duration().compareTo(limits.costly()) > 0
                && Math.max(refresh.inserted(), refresh.deleted()) <= limits.changed() * rows;
    }
}
