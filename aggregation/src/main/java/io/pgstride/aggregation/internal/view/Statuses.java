package io.pgstride.aggregation.internal.view;

import io.pgstride.aggregation.view.RefreshRecord;
import io.pgstride.aggregation.view.ViewStatus;
import io.pgstride.aggregation.view.ViewStatus.Running;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** How a view stands, by catalog, history, locks and statistics. */
public record Statuses(History history) {
    private static final String SIZES = """
            select pg_total_relation_size(v), coalesce(pg_stat_get_live_tuples(v), 0), coalesce(pg_stat_get_dead_tuples(v), 0)
              from (select {0}::regclass) x(v)
            """;

    /** The parts of a 64-bit key are two columns of pg_locks. */
    private static final String RUNNING = """
            select l.pid, coalesce(a.application_name, ''), a.xact_start
              from pg_locks l left join pg_stat_activity a on a.pid = l.pid, (select %s) k(key)
             where l.locktype = 'advisory' and l.granted and l.objsubid = 1
               and l.database = (select oid from pg_database where datname = current_database())
               and l.classid::bigint = (k.key >> 32) & 4294967295 and l.objid::bigint = k.key & 4294967295
            """.formatted(ViewLock.KEY);

    /** Of one view. */
    public ViewStatus of(DSLContext dsl, Name view) {
        Target target = Catalog.target(dsl, view);
        Optional<RefreshRecord> success = history.lastSuccess(dsl, target.id());
        Record sizes = dsl.fetchSingle(SIZES, DSL.val(target.id().sql()));
        return new ViewStatus(
                target.id().qualified(),
                target.populated(),
                target.indexed(),
                success,
                history.last(dsl, target.id()),
                success.map(refresh -> age(dsl, refresh.startedAt())),
                running(dsl, target.id()),
                new Requests(history).oldest(dsl, target.id()),
                sizes.get(0, Long.class),
                sizes.get(1, Long.class),
                sizes.get(2, Long.class));
    }

    /** By the server's clock. */
    static Duration age(DSLContext dsl, OffsetDateTime time) {
        return Duration.between(
                time, dsl.fetchSingle("select clock_timestamp()").get(0, OffsetDateTime.class));
    }

    private static Optional<Running> running(DSLContext dsl, ViewId view) {
        return dsl.fetch(RUNNING, DSL.val(view.sql())).stream()
                .findFirst()
                .map(row -> new Running(
                        row.get(0, Integer.class),
                        row.get(1, String.class),
                        Optional.ofNullable(row.get(2, OffsetDateTime.class))));
    }

    /** The latest first. */
    public List<RefreshRecord> history(DSLContext dsl, Name view, int most) {
        return history.list(dsl, Catalog.target(dsl, view).id(), most);
    }
}
