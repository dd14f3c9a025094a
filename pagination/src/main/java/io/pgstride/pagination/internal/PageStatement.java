package io.pgstride.pagination.internal;

import org.jooq.Select;

/**
 * The statement of one page and how its rows are to be read.
 *
 * @param branches of its UNION ALL; 1 if it is none
 * @param size of the page; the statement asks for one row more
 */
public record PageStatement(Select<?> select, PageColumns columns, Way way, int branches, int size) {}
