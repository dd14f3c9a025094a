/** The chapters of the tour. */
@NullMarked
package io.pgstride.examples.tour.chapters;

import org.jspecify.annotations.NullMarked;
