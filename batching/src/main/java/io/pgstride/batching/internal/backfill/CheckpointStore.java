package io.pgstride.batching.internal.backfill;

import static io.pgstride.batching.internal.backfill.Checkpoints.BATCHES;
import static io.pgstride.batching.internal.backfill.Checkpoints.CHANGED;
import static io.pgstride.batching.internal.backfill.Checkpoints.FAILURE;
import static io.pgstride.batching.internal.backfill.Checkpoints.FINISHED;
import static io.pgstride.batching.internal.backfill.Checkpoints.LAST_BATCH_AT;
import static io.pgstride.batching.internal.backfill.Checkpoints.NAME;
import static io.pgstride.batching.internal.backfill.Checkpoints.NUMBER;
import static io.pgstride.batching.internal.backfill.Checkpoints.POSITION;
import static io.pgstride.batching.internal.backfill.Checkpoints.SCANNED;
import static io.pgstride.batching.internal.backfill.Checkpoints.WAITING_FOR;
import static io.pgstride.batching.internal.backfill.Checkpoints.WANTED;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.UpdateConditionStep;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoint of one backfill.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Who works on a range holds the lock of its row, until the transaction of the batch ends, and begins where the row says. So
 *       a range has one worker at a time in whatever process, nothing is owned by one that died, and a COMMIT of unknown outcome
 *       does no harm: the next batch sees whether it was one.
 *   <li>What is wanted stands in a row of its own, which batches read and do not lock: to pause is never to wait for a batch.
 *   <li>A COMMIT does not wait for the disk, so that rows are locked for a shorter time, except for the last one of a range, or where it is
 *       asked for: the log is written in order, so a range that is finished is so after a crash too. Of others a crash may take back the last batches,
 *       rows and position together.
 * </ul>
 */
record CheckpointStore(Checkpoints tables, String name) {
    private static final Field<String> ASYNCHRONOUS =
            field("set_config('synchronous_commit', 'off', true)", SQLDataType.CLOB);

    /** A claimed range, and what the backfill is wanted to do. */
    record Claimed(KeyRange range, Wanted wanted) {}

    /** Locks an unfinished range that nobody works on, rather the preferred one. */
    Optional<Claimed> claim(DSLContext dsl, int preferred, Duration mostIdle) {
        Field<String> wanted = field(select(WANTED).from(tables.backfills()).where(NAME.eq(name)))
                .as("pgstride_wanted");
        Field<String> idle = field(
                "set_config('idle_in_transaction_session_timeout', {0}, true)",
                SQLDataType.CLOB, val(Long.toString(mostIdle.toMillis())));
        return dsl.select(KeyRange.FIELDS)
                .select(wanted, idle)
                .from(tables.ranges())
                .where(NAME.eq(name))
                .and(FINISHED.isFalse())
                .orderBy(NUMBER.eq(preferred).desc(), NUMBER)
                .limit(DSL.inline(1))
                .forUpdate()
                .skipLocked()
                .fetchOptional()
                .map(row -> new Claimed(KeyRange.of(row), Wanted.of(row.get(wanted))));
    }

    /** After the batch, in its transaction, whose COMMIT waits as the session's do, or not at all. */
    void advance(DSLContext dsl, KeyRange range, boolean waiting) {
        UpdateConditionStep<Record> advanced = dsl.update(tables.ranges())
                .set(POSITION, range.from() == null ? null : range.from().toArray())
                .set(SCANNED, range.scanned())
                .set(CHANGED, range.changed())
                .set(BATCHES, range.batches())
                .set(FINISHED, range.finished())
                .set(LAST_BATCH_AT, DSL.currentOffsetDateTime())
                .where(NAME.eq(name))
                .and(NUMBER.eq(range.number()));
        if (waiting) {
            advanced.execute();
        } else {
            advanced.returningResult(ASYNCHRONOUS).execute();
        }
    }

    /** All ranges. */
    List<KeyRange> ranges(DSLContext dsl) {
        return dsl.select(KeyRange.FIELDS)
                .from(tables.ranges())
                .where(NAME.eq(name))
                .orderBy(NUMBER)
                .fetch(KeyRange::of);
    }

    /** STOP where it was reset. */
    Wanted wanted(DSLContext dsl) {
        String text =
                dsl.select(WANTED).from(tables.backfills()).where(NAME.eq(name)).fetchOne(WANTED);
        return Wanted.of(text);
    }

    /** Whether there is such a backfill. */
    boolean want(DSLContext dsl, Wanted wanted) {
        return set(dsl, WANTED, wanted.text()) > 0;
    }

    /** Whether there is such a backfill. */
    boolean accept(DSLContext dsl) {
        return set(dsl, Checkpoints.STATEMENT, null) > 0;
    }

    void waitingFor(DSLContext dsl, @Nullable String reason) {
        set(dsl, WAITING_FOR, reason);
    }

    void failed(DSLContext dsl, String failure) {
        set(dsl, FAILURE, failure);
    }

    private int set(DSLContext dsl, Field<String> column, @Nullable String value) {
        return dsl.update(tables.backfills())
                .set(column, value)
                .where(NAME.eq(name))
                .execute();
    }

    /** Its row alone, locked until the transaction ends. */
    Optional<Record> lock(DSLContext dsl) {
        return dsl.select()
                .from(tables.backfills())
                .where(NAME.eq(name))
                .forUpdate()
                .fetchOptional();
    }

    /** Forgets all; waits for batches under way. Whether there was something to forget. */
    boolean remove(DSLContext dsl) {
        return dsl.deleteFrom(tables.backfills()).where(NAME.eq(name)).execute() > 0;
    }
}
