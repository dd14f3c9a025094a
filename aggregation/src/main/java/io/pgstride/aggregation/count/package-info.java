/** Counts of rows that need not read them all. */
@NullMarked
package io.pgstride.aggregation.count;

import org.jspecify.annotations.NullMarked;
