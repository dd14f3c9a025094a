package io.pgstride.batching.internal.backfill;

import static io.pgstride.batching.internal.backfill.Checkpoints.BATCHES;
import static io.pgstride.batching.internal.backfill.Checkpoints.CHANGED;
import static io.pgstride.batching.internal.backfill.Checkpoints.FINISHED;
import static io.pgstride.batching.internal.backfill.Checkpoints.HIGH;
import static io.pgstride.batching.internal.backfill.Checkpoints.LOW;
import static io.pgstride.batching.internal.backfill.Checkpoints.NUMBER;
import static io.pgstride.batching.internal.backfill.Checkpoints.POSITION;
import static io.pgstride.batching.internal.backfill.Checkpoints.SCANNED;

import io.pgstride.batching.backfill.RangeProgress;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * A row of the checkpoint: a range of keys and how far it is done.
 *
 * @param from behind which the next batch begins; null: the first key
 * @param high the last key
 */
record KeyRange(
        int number,
        @Nullable Position from,
        Position high,
        long scanned,
        long changed,
        long batches,
        boolean finished) {
    static final List<Field<?>> FIELDS = List.of(NUMBER, LOW, HIGH, POSITION, SCANNED, CHANGED, BATCHES, FINISHED);

    static KeyRange of(Record row) {
        String[] position = row.get(POSITION);
        String[] low = position == null ? row.get(LOW) : position;
        return new KeyRange(
                row.get(NUMBER),
                low == null ? null : Position.of(low),
                Position.of(row.get(HIGH)),
                row.get(SCANNED),
                row.get(CHANGED),
                row.get(BATCHES),
                row.get(FINISHED));
    }

    RangeProgress progress() {
        return new RangeProgress(number, scanned, changed, batches, finished);
    }

    KeyRange after(Position reached, int rows, int changes, boolean last) {
        return new KeyRange(number, reached, high, scanned + rows, changed + changes, batches + 1, last);
    }
}
