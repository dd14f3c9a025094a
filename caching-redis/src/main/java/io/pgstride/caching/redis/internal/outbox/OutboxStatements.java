package io.pgstride.caching.redis.internal.outbox;

import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import io.pgstride.caching.store.StoredNames;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jooq.CommonTableExpression;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.SQLDataType;

/** The SQL of an outbox but for the claim. Who acknowledges or deletes passes over rows that somebody else has locked, so that nobody waits for anybody. */
public final class OutboxStatements {
    private static final DataType<OffsetDateTime> TIME = SQLDataType.TIMESTAMPWITHTIMEZONE;

    static final Field<OffsetDateTime> CLOCK = field("clock_timestamp()", TIME);

    private final Outbox outbox;

    /** On a table. */
    public OutboxStatements(Outbox outbox) {
        this.outbox = outbox;
    }

    Outbox table() {
        return outbox;
    }

    /** Writes one row, to be relayed after the delay; returns its id. */
    long insert(DSLContext dsl, StoredNames names, Duration delay) {
        return dsl.insertInto(outbox, outbox.dueAt(), outbox.fenceMillis(), outbox.entries(), outbox.tags())
                .values(
                        field(
                                "clock_timestamp() + {0} * interval '1 microsecond'",
                                TIME, val(TimeUnit.NANOSECONDS.toMicros(delay.toNanos()))),
                        val(names.fenceTime().toMillis()),
                        val(names.entries().toArray(String[]::new)),
                        val(names.tags().toArray(String[]::new)))
                .returningResult(outbox.id())
                .fetchSingle()
                .value1();
    }

    /** Marks rows as done; returns how many. */
    int acknowledge(DSLContext dsl, Collection<Long> ids) {
        CommonTableExpression<Record1<Long>> heard = chosen(select(outbox.id())
                .from(outbox)
                .where(outbox.id().eq(any(ids.toArray(Long[]::new))))
                .and(outbox.isPending())
                .orderBy(outbox.id())
                .forNoKeyUpdate()
                .skipLocked());
        return dsl.with(heard)
                .update(outbox)
                .set(outbox.done(), true)
                .where(outbox.id().in(select(heard.field(0, Long.class)).from(heard)))
                .execute();
    }

    /** Deletes some of what is done, and too old, and whose fences no longer stand; returns how many. */
    int delete(DSLContext dsl, Duration keep, int most) {
        CommonTableExpression<Record1<Long>> old = chosen(select(outbox.id())
                .from(outbox)
                .where(outbox.createdAt().lt(before(keep)))
                .and(outbox.createdAt().lt(field("now() - {0} * interval '1 millisecond'", TIME, outbox.fenceMillis())))
                .and(outbox.done())
                .orderBy(outbox.createdAt())
                .limit(most)
                .forUpdate()
                .skipLocked());
        return dsl.with(old)
                .delete(outbox)
                .where(outbox.id().in(select(old.field(0, Long.class)).from(old)))
                .execute();
    }

    /** How long the oldest row has waited that is not done. */
    Optional<Duration> lag(DSLContext dsl) {
        return dsl.select(field(
                        "(extract(epoch from clock_timestamp() - {0}) * 1000)::bigint",
                        SQLDataType.BIGINT, outbox.createdAt()))
                .from(outbox)
                .where(outbox.isPending())
                .orderBy(outbox.createdAt())
                .limit(1)
                .fetchOptional()
                .map(row -> Duration.ofMillis(Math.max(0, row.value1())));
    }

    private static CommonTableExpression<Record1<Long>> chosen(Select<Record1<Long>> rows) {
        return name("chosen").fields("id").asMaterialized(rows);
    }

    /** By now(), which an index can be asked for. */
    private static Field<OffsetDateTime> before(Duration time) {
        return field(
                "now() - {0} * interval '1 microsecond'", TIME, val(TimeUnit.NANOSECONDS.toMicros(time.toNanos())));
    }
}
