/** What routing and tokens cost where nothing is broken. */
@NullMarked
package io.pgstride.benchmarks.routing.cost;

import org.jspecify.annotations.NullMarked;
