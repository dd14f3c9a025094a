/** A large table changed while others write to it. */
@NullMarked
package io.pgstride.benchmarks.batching.backfill;

import org.jspecify.annotations.NullMarked;
