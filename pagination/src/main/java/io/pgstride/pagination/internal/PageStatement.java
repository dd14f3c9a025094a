package io.pgstride.pagination.internal;

import org.jooq.Select;

/**
 * The statement of one page and how its rows are to be read.
 *
 * @param size of the page; the statement asks for one row more
 */
public record PageStatement(Select<?> select, PageColumns columns, Way way, int size) {}
