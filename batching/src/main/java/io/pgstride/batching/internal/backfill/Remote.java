package io.pgstride.batching.internal.backfill;

import static io.pgstride.batching.internal.backfill.Checkpoints.ESTIMATED;
import static io.pgstride.batching.internal.backfill.Checkpoints.FAILURE;
import static io.pgstride.batching.internal.backfill.Checkpoints.LAST_BATCH_AT;
import static io.pgstride.batching.internal.backfill.Checkpoints.NAME;
import static io.pgstride.batching.internal.backfill.Checkpoints.STARTED_AT;
import static io.pgstride.batching.internal.backfill.Checkpoints.WAITING_FOR;
import static io.pgstride.batching.internal.backfill.Checkpoints.WALKED;
import static io.pgstride.batching.internal.backfill.Checkpoints.WANTED;
import static org.jooq.impl.DSL.max;

import io.pgstride.batching.backfill.BackfillState;
import io.pgstride.batching.backfill.BackfillStatus;
import io.pgstride.batching.backfill.RangeProgress;
import io.pgstride.core.PgstrideException;
import io.pgstride.core.transaction.Transactions;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;

/** Backfills seen and steered by their checkpoints. */
public record Remote(Transactions transactions, Checkpoints tables) {
    /** Those of another schema. */
    public Remote in(String schema) {
        return new Remote(transactions, new Checkpoints(schema));
    }

    /** All of them. */
    public List<BackfillStatus> list() {
        return transactions.call(dsl -> tables.exist(dsl)
                ? dsl.selectFrom(tables.backfills()).orderBy(NAME).fetch(row -> status(dsl, row))
                : List.of());
    }

    private BackfillStatus status(DSLContext dsl, Record row) {
        String name = row.get(NAME);
        List<RangeProgress> ranges = new CheckpointStore(tables, name)
                .ranges(dsl).stream().map(KeyRange::progress).toList();
        Optional<OffsetDateTime> last = dsl.select(max(LAST_BATCH_AT))
                .from(tables.ranges())
                .where(NAME.eq(name))
                .fetchOptional(max(LAST_BATCH_AT));
        return new BackfillStatus(
                name,
                state(row, ranges),
                row.get(WALKED),
                ranges.stream().mapToLong(RangeProgress::scanned).sum(),
                ranges.stream().mapToLong(RangeProgress::changed).sum(),
                row.get(ESTIMATED),
                row.get(STARTED_AT),
                last,
                Optional.ofNullable(row.get(WAITING_FOR)),
                Optional.ofNullable(row.get(FAILURE)),
                ranges);
    }

    private static BackfillState state(Record row, List<RangeProgress> ranges) {
        if (ranges.stream().allMatch(RangeProgress::finished)) {
            return BackfillState.COMPLETED;
        }
        Wanted wanted = Wanted.of(row.get(WANTED));
        if (wanted == Wanted.PAUSE) {
            return BackfillState.PAUSED;
        } else if (wanted == Wanted.STOP) {
            return BackfillState.STOPPED;
        }
        return row.get(FAILURE) == null ? BackfillState.RUNNING : BackfillState.FAILED;
    }

    /** Waits. */
    public void pause(String name) {
        want(name, Wanted.PAUSE);
    }

    /** Goes on. */
    public void resume(String name) {
        want(name, Wanted.RUN);
    }

    /** Ends its runs. */
    public void stop(String name) {
        want(name, Wanted.STOP);
    }

    private void want(String name, Wanted wanted) {
        require(
                name,
                transactions.call(dsl -> tables.exist(dsl) && new CheckpointStore(tables, name).want(dsl, wanted)));
    }

    /** Has the next run bring its own statement. */
    public void accept(String name) {
        require(name, transactions.call(dsl -> tables.exist(dsl) && new CheckpointStore(tables, name).accept(dsl)));
    }

    /** Forgets it. */
    public void reset(String name) {
        require(name, transactions.call(dsl -> tables.exist(dsl) && new CheckpointStore(tables, name).remove(dsl)));
    }

    private static void require(String name, boolean found) {
        if (!found) {
            throw new PgstrideException("there is no checkpoint of a backfill \"" + name
                    + "\"; look for its name by BackfillControl.list(), or for its schema by checkpointSchema(...)");
        }
    }
}
