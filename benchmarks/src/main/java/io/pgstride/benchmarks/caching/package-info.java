/** The scenario {@code caching}. */
@NullMarked
package io.pgstride.benchmarks.caching;

import org.jspecify.annotations.NullMarked;
