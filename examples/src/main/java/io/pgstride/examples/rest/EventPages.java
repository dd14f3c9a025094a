package io.pgstride.examples.rest;

import static io.pgstride.examples.db.Tables.EVENTS;
import static io.pgstride.pagination.Key.desc;

import io.pgstride.examples.db.tables.records.EventsRecord;
import io.pgstride.pagination.Cursor;
import io.pgstride.pagination.CursorTokens;
import io.pgstride.pagination.Keyset;
import io.pgstride.pagination.Page;
import io.pgstride.pagination.PageQuery;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Finds the page that a request asks for: {@code sort} and {@code kind} choose the list, {@code size} how many rows, and a token
 * in {@code after} or {@code before} where. Whatever is wrong is told before any SQL runs.
 */
final class EventPages {
    // tag::orderings[]
    /** What a client may sort by; each has its index. */
    private static final Map<String, Keyset<EventsRecord>> ORDERINGS = Map.of(
            "newest",
                    Keyset.of(EVENTS)
                            .orderBy(desc(EVENTS.CREATED_AT), desc(EVENTS.ID))
                            .maxPageSize(100)
                            .build(),
            "longest",
                    Keyset.of(EVENTS)
                            .orderBy(desc(EVENTS.DURATION_MS).nullsLast(), desc(EVENTS.ID))
                            .maxPageSize(100)
                            .build());
    // end::orderings[]

    private final DSLContext dsl;
    private final CursorTokens tokens;

    EventPages(DSLContext dsl, CursorTokens tokens) {
        this.dsl = dsl;
        this.tokens = tokens;
    }

    // tag::page[]
    Page<EventsRecord> page(Parameters parameters, String user) {
        String kind = parameters.get("kind");
        PageQuery<EventsRecord> query = ordering(parameters)
                .page(dsl)
                .where(kind == null ? DSL.noCondition() : EVENTS.KIND.eq(kind))
                .size(parameters.number("size", 20))
                .tokens(tokens)
                .scope("user " + user);
        String before = parameters.get("before");
        if (before != null && parameters.get("after") != null) {
            throw new BadRequestException("bad_parameter", "after and before exclude each other");
        }
        Cursor cursor = query.cursor(before == null ? parameters.get("after") : before);
        return before == null ? query.after(cursor) : query.before(cursor);
    }
    // end::page[]

    private static Keyset<EventsRecord> ordering(Parameters parameters) {
        @Nullable Keyset<EventsRecord> ordering = ORDERINGS.get(parameters.get("sort", "newest"));
        if (ordering == null) {
            throw new BadRequestException("bad_parameter", "sort is one of newest and longest");
        }
        return ordering;
    }
}
