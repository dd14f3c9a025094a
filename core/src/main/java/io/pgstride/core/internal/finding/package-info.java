/** How findings are named and printed. */
@NullMarked
package io.pgstride.core.internal.finding;

import org.jspecify.annotations.NullMarked;
