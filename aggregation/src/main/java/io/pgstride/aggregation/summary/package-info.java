/** Summary tables: a GROUP BY that is kept. */
@NullMarked
package io.pgstride.aggregation.summary;

import org.jspecify.annotations.NullMarked;
