@NullMarked
package io.pgstride.batching.internal.run;

import org.jspecify.annotations.NullMarked;
