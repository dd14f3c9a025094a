package io.pgstride.benchmarks.pagination;

/**
 * Where a page begins, told in both ways.
 *
 * @param after the row before the page's first
 * @param offset how many rows precede the page
 */
record Place(Event after, long offset) {}
