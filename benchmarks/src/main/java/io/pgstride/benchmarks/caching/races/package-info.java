/** Races of a read and a write of one key, and what they leave behind. */
@NullMarked
package io.pgstride.benchmarks.caching.races;

import org.jspecify.annotations.NullMarked;
