/** Summary tables inside. */
@NullMarked
package io.pgstride.aggregation.internal.summary;

import org.jspecify.annotations.NullMarked;
