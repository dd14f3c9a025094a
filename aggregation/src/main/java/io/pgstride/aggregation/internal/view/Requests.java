package io.pgstride.aggregation.internal.view;

import java.time.OffsetDateTime;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Requests that no refresh has begun after. Adding one locks nothing that another one needs. */
record Requests(History tables) {
    void add(DSLContext dsl, ViewId view) {
        Errors.told(() -> dsl.execute(
                "insert into {0} (view_schema, view_name) values ({1}, {2})",
                tables.requests(), DSL.val(view.schema()), DSL.val(view.name())));
    }

    /** Those that are visible now, as is then to the statements that follow what they were made for. */
    void clear(DSLContext dsl, ViewId view) {
        dsl.execute(
                "delete from {0} where view_schema = {1} and view_name = {2}",
                tables.requests(), DSL.val(view.schema()), DSL.val(view.name()));
    }

    Optional<OffsetDateTime> oldest(DSLContext dsl, ViewId view) {
        return Errors.told(() -> dsl.fetchOptional(
                        "select min(requested_at) from {0} where view_schema = {1} and view_name = {2}",
                        tables.requests(), DSL.val(view.schema()), DSL.val(view.name())))
                .map(row -> row.get(0, OffsetDateTime.class));
    }
}
