/** How the servers are had, kept and ended. */
@NullMarked
package io.pgstride.testing.internal;

import org.jspecify.annotations.NullMarked;
