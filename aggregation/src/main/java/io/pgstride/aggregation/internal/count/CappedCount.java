package io.pgstride.aggregation.internal.count;

import io.pgstride.core.PgstrideException;
import io.pgstride.core.SqlFailure;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The count that stops behind the cap. */
final class CappedCount {
    /** A time that is shorter already is kept; LEAST takes no notice of NULL. */
    private static final String SETTINGS = """
            select ceil(least({0}, 1000 * nullif(extract(epoch from current_setting('statement_timeout')::interval), 0)))::bigint
            """;

    /** jOOQ's own count is an int. */
    private static final Field<Long> COUNT = DSL.count().coerce(SQLDataType.BIGINT);

    private static final String READ_ONLY = "25006";
    private static final String CANCELLED = "57014";

    private final Limits limits;
    private long mostNanos = Long.MAX_VALUE;

    CappedCount(Limits limits) {
        this.limits = limits;
    }

    /** One more than the cap if there are more; empty if the time was over. */
    OptionalLong fetch(DSLContext dsl, Select<?> query) {
        long begun = System.nanoTime();
        try {
            return OptionalLong.of(dsl.connectionResult(connection -> Undone.on(connection, () -> {
                limit(dsl);
                return dsl.fetchSingle(capped(dsl, query)).value1();
            })));
        } catch (DataAccessException e) {
            if (failedBy(e, READ_ONLY)) {
                throw new PgstrideException(
                        "the query to count locks or changes rows, and counts only read; count one without it", e);
            }
            // Before that time it was cancelled by somebody, who is to be obeyed.
            if (failedBy(e, CANCELLED) && System.nanoTime() - begun >= mostNanos) {
                return OptionalLong.empty();
            }
            throw e;
        }
    }

    private void limit(DSLContext dsl) {
        Field<Long> millis = DSL.field(
                "({0})",
                SQLDataType.BIGINT, DSL.sql(SETTINGS, DSL.val(limits.timeout().toMillis())));
        long set = dsl.select(
                        DSL.field(
                                "(1000 * extract(epoch from set_config('statement_timeout', {0}::text, true)::interval))::bigint",
                                SQLDataType.BIGINT, millis),
                        DSL.field("set_config('transaction_read_only', 'on', true)", SQLDataType.VARCHAR))
                .fetchSingle()
                .value1();
        mostNanos = Duration.ofMillis(set).toNanos();
    }

    private Select<Record1<Long>> capped(DSLContext dsl, Select<?> query) {
        Select<?> rows = query.$limitWithTies() ? query : query.$orderBy(List.of());
        return dsl.select(COUNT)
                .from(DSL.select(DSL.inline(1).as("one"))
                        .from(rows.asTable("pgstride_query"))
                        .limit(DSL.inline(limits.cap() + 1L))
                        .asTable("pgstride_rows"));
    }

    private static boolean failedBy(DataAccessException e, String state) {
        return SqlFailure.in(e).anyMatch(failure -> failure.state().equals(state));
    }
}
