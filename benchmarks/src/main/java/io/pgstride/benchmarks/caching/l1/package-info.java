/** Hits in the memory of the process. */
@NullMarked
package io.pgstride.benchmarks.caching.l1;

import org.jspecify.annotations.NullMarked;
