/** Reads and writes sent to the hosts of a cluster, beside other ways. */
@NullMarked
package io.pgstride.benchmarks.routing;

import org.jspecify.annotations.NullMarked;
