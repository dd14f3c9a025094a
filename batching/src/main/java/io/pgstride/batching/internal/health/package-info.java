@NullMarked
package io.pgstride.batching.internal.health;

import org.jspecify.annotations.NullMarked;
