/** Rows processed, changed and loaded in batches, beside other ways. */
@NullMarked
package io.pgstride.benchmarks.batching;

import org.jspecify.annotations.NullMarked;
