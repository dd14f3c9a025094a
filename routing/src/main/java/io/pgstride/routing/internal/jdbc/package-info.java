/** Connections that choose their host late. */
@NullMarked
package io.pgstride.routing.internal.jdbc;

import org.jspecify.annotations.NullMarked;
