/** What is known of each host, and how it is found out. */
@NullMarked
package io.pgstride.routing.internal.host;

import org.jspecify.annotations.NullMarked;
