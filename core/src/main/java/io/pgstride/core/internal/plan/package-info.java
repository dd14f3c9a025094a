/** How plans are read and written. */
@NullMarked
package io.pgstride.core.internal.plan;

import org.jspecify.annotations.NullMarked;
