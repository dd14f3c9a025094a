/** Counts that cost little, and say how they came about and how far to trust them. */
@NullMarked
package io.pgstride.aggregation.count;

import org.jspecify.annotations.NullMarked;
