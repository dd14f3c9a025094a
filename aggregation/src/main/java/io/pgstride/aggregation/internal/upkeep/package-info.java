/** How aggregates are kept by triggers: names, templates, what waits for the commit. */
@NullMarked
package io.pgstride.aggregation.internal.upkeep;

import org.jspecify.annotations.NullMarked;
