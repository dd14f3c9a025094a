package io.pgstride.aggregation.internal.view;

import io.pgstride.aggregation.view.RefreshKind;
import io.pgstride.aggregation.view.RefreshRecord;
import io.pgstride.aggregation.view.RefreshRecord.Failure;
import io.pgstride.core.Identifiers;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The tables of refreshes that have ended and of requests that wait.
 *
 * @param schema null: found by the search path
 */
public record History(@Nullable String schema) {
    private static final String ADD = """
            insert into {0} (id, view_schema, view_name, kind, process, started_at, ended_at, inserted, deleted, bytes, sqlstate, failure)
            values ({1}, {2}, {3}, {4}, {5}, {6}, clock_timestamp(), {7}, {8}, {9}, {10}, {11}) returning *
            """;

    private static final String TRIM = """
            delete from {0} where view_schema = {1} and view_name = {2} and id <= (
                select id from {0} where view_schema = {1} and view_name = {2} order by id desc offset {3} limit 1)
            """;

    /** A refresh that begins. */
    record Start(ViewId view, long id, OffsetDateTime at) {}

    Name refreshes() {
        return named("pgstride_view_refresh");
    }

    Name requests() {
        return named("pgstride_view_request");
    }

    private Name named(String table) {
        return schema == null ? DSL.quotedName(table) : DSL.quotedName(schema, table);
    }

    /** Whether the tables are there. */
    public boolean exists(DSLContext dsl) {
        return dsl.fetchSingle("select to_regclass({0}) is not null", DSL.val(Identifiers.quoted(refreshes())))
                .get(0, Boolean.class);
    }

    /** A number above all that were drawn before, in whatever session. */
    Start start(DSLContext dsl, ViewId view) {
        Record row = Errors.told(() -> dsl.fetchSingle(
                "select nextval(pg_get_serial_sequence({0}, 'id')), clock_timestamp()",
                DSL.val(Identifiers.quoted(refreshes()))));
        return new Start(view, row.get(0, Long.class), row.get(1, OffsetDateTime.class));
    }

    RefreshRecord add(DSLContext dsl, Start start, RefreshKind kind, String process, Measures rows) {
        return add(dsl, start, kind, process, rows, Optional.empty());
    }

    RefreshRecord addFailure(DSLContext dsl, Start start, RefreshKind kind, String process, Failure failure) {
        return add(dsl, start, kind, process, Measures.NONE, Optional.of(failure));
    }

    private RefreshRecord add(
            DSLContext dsl, Start start, RefreshKind kind, String process, Measures rows, Optional<Failure> failure) {
        return read(dsl.fetchSingle(
                ADD,
                refreshes(),
                DSL.val(start.id()),
                DSL.val(start.view().schema()),
                DSL.val(start.view().name()),
                DSL.val(kind.name().toLowerCase(Locale.ROOT)),
                DSL.val(process),
                DSL.val(start.at()),
                DSL.val(rows.inserted()),
                DSL.val(rows.deleted()),
                DSL.val(rows.bytes()),
                DSL.val(failure.map(Failure::sqlState).orElse(null), String.class),
                DSL.val(failure.map(Failure::message).orElse(null), String.class)));
    }

    /** Keeps the last ones. */
    void trim(DSLContext dsl, ViewId view, int kept) {
        dsl.execute(TRIM, refreshes(), DSL.val(view.schema()), DSL.val(view.name()), DSL.val(kept));
    }

    /** The latest one that began after a number was drawn. */
    Optional<RefreshRecord> since(DSLContext dsl, ViewId view, long ticket) {
        return list(dsl, view, "id > {3} order by id desc limit 1", ticket).stream()
                .findFirst();
    }

    /** The latest one. */
    public Optional<RefreshRecord> last(DSLContext dsl, ViewId view) {
        return since(dsl, view, 0);
    }

    /** The latest one that succeeded. */
    public Optional<RefreshRecord> lastSuccess(DSLContext dsl, ViewId view) {
        return list(dsl, view, "sqlstate is null and id > {3} order by id desc limit 1", 0).stream()
                .findFirst();
    }

    /** The latest ones first. */
    public List<RefreshRecord> list(DSLContext dsl, ViewId view, int most) {
        return list(dsl, view, "true order by id desc limit {3}", most);
    }

    private List<RefreshRecord> list(DSLContext dsl, ViewId view, String which, long bound) {
        return Errors.told(() -> dsl.fetch(
                        "select * from {0} where view_schema = {1} and view_name = {2} and " + which,
                        refreshes(),
                        DSL.val(view.schema()),
                        DSL.val(view.name()),
                        DSL.val(bound))
                .map(History::read));
    }

    private static RefreshRecord read(Record row) {
        Optional<Failure> failure = Optional.ofNullable(row.get("sqlstate", String.class))
                .map(state -> new Failure(state, row.get("failure", String.class)));
        return new RefreshRecord(
                row.get("id", Long.class),
                DSL.quotedName(row.get("view_schema", String.class), row.get("view_name", String.class)),
                RefreshKind.valueOf(row.get("kind", String.class).toUpperCase(Locale.ROOT)),
                row.get("started_at", OffsetDateTime.class),
                row.get("ended_at", OffsetDateTime.class),
                row.get("process", String.class),
                row.get("inserted", Long.class),
                row.get("deleted", Long.class),
                row.get("bytes", Long.class),
                failure);
    }
}
