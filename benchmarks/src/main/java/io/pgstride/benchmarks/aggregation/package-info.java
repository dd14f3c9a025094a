/** Counts and groups that are kept, beside those that are computed, and other ways to keep them. */
@NullMarked
package io.pgstride.benchmarks.aggregation;

import org.jspecify.annotations.NullMarked;
