/** What a run leaves behind: a table on the console, tour.json and index.html. */
@NullMarked
package io.pgstride.examples.tour.report;

import org.jspecify.annotations.NullMarked;
