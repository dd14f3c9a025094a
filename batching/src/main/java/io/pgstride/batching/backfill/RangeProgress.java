package io.pgstride.batching.backfill;

/**
 * How far one range of keys is, by all runs. An immutable value.
 *
 * @param range its number, from 0
 * @param scanned rows walked over
 * @param changed rows updated, deleted or inserted
 * @param batches committed
 * @param finished whether its last key is reached
 */
public record RangeProgress(int range, long scanned, long changed, long batches, boolean finished) {}
