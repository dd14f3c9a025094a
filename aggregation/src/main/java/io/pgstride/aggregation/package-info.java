/** What the aggregates of a database share: the statements that are generated for them, and whether they are well. */
@NullMarked
package io.pgstride.aggregation;

import org.jspecify.annotations.NullMarked;
