package io.pgstride.batching.internal.bulk;

/** How many rows were taken, and how many of them stored. */
record Written(long taken, long stored) {}
