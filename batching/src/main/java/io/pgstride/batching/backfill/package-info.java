/** Large tables changed in small batches, in the order of their key: {@link io.pgstride.batching.backfill.Backfill}. */
@NullMarked
package io.pgstride.batching.backfill;

import org.jspecify.annotations.NullMarked;
