/** What the presets set, and how the room for connections is measured. */
@NullMarked
package io.pgstride.core.internal.pool;

import org.jspecify.annotations.NullMarked;
