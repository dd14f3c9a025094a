/** Counters inside. */
@NullMarked
package io.pgstride.aggregation.internal.counter;

import org.jspecify.annotations.NullMarked;
