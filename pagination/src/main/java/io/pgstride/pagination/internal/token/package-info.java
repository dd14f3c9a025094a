/** Cursors as tokens for clients: their bytes, signatures and checks. */
@NullMarked
package io.pgstride.pagination.internal.token;

import org.jspecify.annotations.NullMarked;
