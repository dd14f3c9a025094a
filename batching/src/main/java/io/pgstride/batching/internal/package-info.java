@NullMarked
package io.pgstride.batching.internal;

import org.jspecify.annotations.NullMarked;
