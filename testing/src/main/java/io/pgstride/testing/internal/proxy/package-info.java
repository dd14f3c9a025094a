/** A TCP proxy that does harm on request. */
@NullMarked
package io.pgstride.testing.internal.proxy;

import org.jspecify.annotations.NullMarked;
