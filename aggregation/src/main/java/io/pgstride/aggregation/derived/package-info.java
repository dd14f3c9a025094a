/** Derived columns: what another table says, kept where it is read. */
@NullMarked
package io.pgstride.aggregation.derived;

import org.jspecify.annotations.NullMarked;
