/** Pending rows of any table, processed in batches by any number of processes. */
@NullMarked
package io.pgstride.batching;

import org.jspecify.annotations.NullMarked;
