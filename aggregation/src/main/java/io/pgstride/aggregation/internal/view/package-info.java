/** How materialized views are refreshed. */
@NullMarked
package io.pgstride.aggregation.internal.view;

import org.jspecify.annotations.NullMarked;
