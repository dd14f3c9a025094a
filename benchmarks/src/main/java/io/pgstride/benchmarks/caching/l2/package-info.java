/** Profiles kept in Redis by several libraries: hits, batches of misses, and stampedes. */
@NullMarked
package io.pgstride.benchmarks.caching.l2;

import org.jspecify.annotations.NullMarked;
