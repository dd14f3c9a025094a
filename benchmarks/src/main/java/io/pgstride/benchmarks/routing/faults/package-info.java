/** What is seen of servers that stand still, die, or cannot be reached. */
@NullMarked
package io.pgstride.benchmarks.routing.faults;

import org.jspecify.annotations.NullMarked;
