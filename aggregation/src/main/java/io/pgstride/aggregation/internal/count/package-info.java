/** Sizes, plans, capped counts, and what speaks against an estimate. */
@NullMarked
package io.pgstride.aggregation.internal.count;

import org.jspecify.annotations.NullMarked;
