/** A DataSource over a primary and its replicas that reads your own writes. */
@NullMarked
package io.pgstride.routing;

import org.jspecify.annotations.NullMarked;
