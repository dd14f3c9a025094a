@NullMarked
package io.pgstride.batching.internal.backfill;

import org.jspecify.annotations.NullMarked;
