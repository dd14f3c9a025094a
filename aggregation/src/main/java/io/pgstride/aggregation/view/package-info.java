/** Materialized views, refreshed with care. */
@NullMarked
package io.pgstride.aggregation.view;

import org.jspecify.annotations.NullMarked;
