/** Whether indexes serve a keyset's statements, and which would. */
@NullMarked
package io.pgstride.pagination.internal.plan;

import org.jspecify.annotations.NullMarked;
