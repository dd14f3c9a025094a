/** The tour: every pattern the slow way and the pgstride way, on the same rows of one server. */
@NullMarked
package io.pgstride.examples.tour;

import org.jspecify.annotations.NullMarked;
