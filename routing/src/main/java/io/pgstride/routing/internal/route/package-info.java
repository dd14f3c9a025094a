/** Which host serves a request. */
@NullMarked
package io.pgstride.routing.internal.route;

import org.jspecify.annotations.NullMarked;
