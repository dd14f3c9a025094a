/** How rows travel: binary values, COPY, temporary tables, arrays of text, and what errors say. */
@NullMarked
package io.pgstride.batching.internal.bulk;

import org.jspecify.annotations.NullMarked;
