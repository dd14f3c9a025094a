package io.pgstride.pagination.internal;

import org.jooq.ResultQuery;

/**
 * One page to be fetched, and how its rows are to be read.
 *
 * @param size of the page; the query asks for one row more
 */
public record PageFetch(ResultQuery<?> query, PageColumns columns, Way way, int size) {}
