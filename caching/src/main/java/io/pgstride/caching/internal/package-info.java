@NullMarked
package io.pgstride.caching.internal;

import org.jspecify.annotations.NullMarked;
