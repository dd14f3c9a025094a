/** Derived columns inside. */
@NullMarked
package io.pgstride.aggregation.internal.derived;

import org.jspecify.annotations.NullMarked;
