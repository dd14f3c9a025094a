/** Query plans: EXPLAIN as a typed immutable tree that keeps every field. */
@NullMarked
package io.pgstride.core.plan;

import org.jspecify.annotations.NullMarked;
