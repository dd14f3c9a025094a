/** Claims of rows, and what becomes of them. */
@NullMarked
package io.pgstride.batching.internal.claim;

import org.jspecify.annotations.NullMarked;
