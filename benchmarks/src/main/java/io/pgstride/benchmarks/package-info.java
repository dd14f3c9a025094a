/** pgstride beside its peers, in one run: the command line and the registry of scenarios. */
@NullMarked
package io.pgstride.benchmarks;

import org.jspecify.annotations.NullMarked;
