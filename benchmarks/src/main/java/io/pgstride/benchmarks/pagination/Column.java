package io.pgstride.benchmarks.pagination;

import static io.pgstride.benchmarks.pagination.Events.EVENTS;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.Function;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/** A column that events are ordered by, under the name each way of asking has for it. */
@SuppressWarnings("ImmutableEnumChecker") // Fields and method references do not change.
enum Column {
    ID("id", "id", EVENTS.id, Event::id),
    CREATED_AT("created_at", "createdAt", EVENTS.createdAt, Event::createdAt),
    KIND("kind", "kind", EVENTS.kind, Event::kind),
    ENDED_AT("ended_at", "endedAt", EVENTS.endedAt, Event::endedAt);

    private final String sql;
    private final String attribute;
    private final Field<?> field;
    private final Function<Event, @Nullable Comparable<?>> value;

    Column(String sql, String attribute, Field<?> field, Function<Event, @Nullable Comparable<?>> value) {
        this.sql = sql;
        this.attribute = attribute;
        this.field = field;
        this.value = value;
    }

    String sql() {
        return sql;
    }

    /** Of {@link JpaEvent}. */
    String attribute() {
        return attribute;
    }

    Field<?> field() {
        return field;
    }

    boolean nullable() {
        return field.getDataType().nullable();
    }

    /** Whether many rows share each of its values. */
    boolean lowCardinality() {
        return this == KIND;
    }

    /** As {@link Event} and {@link JpaEvent} hold it. */
    @Nullable
    Object of(Event event) {
        return value.apply(event);
    }

    /** As JDBC and jOOQ take it. */
    @Nullable
    Object bindOf(Event event) {
        return of(event) instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : of(event);
    }
}
