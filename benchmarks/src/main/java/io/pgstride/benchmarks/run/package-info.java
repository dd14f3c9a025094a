/** What a benchmark is made of, and the runner that measures it. */
@NullMarked
package io.pgstride.benchmarks.run;

import org.jspecify.annotations.NullMarked;
