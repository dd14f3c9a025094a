@NullMarked
package io.pgstride.batching.internal.job;

import org.jspecify.annotations.NullMarked;
