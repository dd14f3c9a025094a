@NullMarked
package io.pgstride.routing.internal;

import org.jspecify.annotations.NullMarked;
