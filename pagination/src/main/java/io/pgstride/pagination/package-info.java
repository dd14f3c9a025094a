/** Keyset pagination that costs the same at any depth. */
@NullMarked
package io.pgstride.pagination;

import org.jspecify.annotations.NullMarked;
