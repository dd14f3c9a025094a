/** What several packages of core share. */
@NullMarked
package io.pgstride.core.internal;

import org.jspecify.annotations.NullMarked;
