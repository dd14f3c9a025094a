/** Whether what is kept is kept well. */
@NullMarked
package io.pgstride.aggregation.internal.health;

import org.jspecify.annotations.NullMarked;
