/** Rows inserted and upserted in bulk. */
@NullMarked
package io.pgstride.benchmarks.batching.bulk;

import org.jspecify.annotations.NullMarked;
