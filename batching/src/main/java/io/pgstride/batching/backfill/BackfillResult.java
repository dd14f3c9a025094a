package io.pgstride.batching.backfill;

import java.time.Duration;

/**
 * What a run of a backfill did. An immutable value.
 *
 * @param name of the backfill
 * @param ended how the run ended
 * @param scanned rows that this run walked over
 * @param changed rows that this run updated, deleted or inserted; triggers' changes are not among them
 * @param batches transactions that this run committed, as far as it knows: one whose COMMIT lost its answer is not among them, nor are its rows; one that a crash
 *     of the server took back is
 * @param retries attempts that failed and were made again
 * @param elapsed from the start of the run to its end
 * @param scannedInAll rows that were walked over since the backfill began, by all runs in all processes, as the checkpoint has them
 * @param changedInAll rows that were changed since then
 */
public record BackfillResult(
        String name,
        BackfillEnd ended,
        long scanned,
        long changed,
        long batches,
        long retries,
        Duration elapsed,
        long scannedInAll,
        long changedInAll) {}
