/** The servers that all subjects of a run share. */
@NullMarked
package io.pgstride.benchmarks.server;

import org.jspecify.annotations.NullMarked;
