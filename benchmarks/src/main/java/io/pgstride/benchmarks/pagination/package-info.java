/** Scenario {@code pagination}: one page of rows, at the start and deep inside a large table. */
@NullMarked
package io.pgstride.benchmarks.pagination;

import org.jspecify.annotations.NullMarked;
