/** Connection pools: presets for HikariCP and pgjdbc with their reasons, their size, and whether the server has room for them. */
@NullMarked
package io.pgstride.core.pool;

import org.jspecify.annotations.NullMarked;
