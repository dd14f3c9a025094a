/** The names of instruments. */
@NullMarked
package io.pgstride.core.internal.telemetry;

import org.jspecify.annotations.NullMarked;
