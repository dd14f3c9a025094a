/** Counters: counts and sums of the rows of a child table, kept with its parent. */
@NullMarked
package io.pgstride.aggregation.counter;

import org.jspecify.annotations.NullMarked;
