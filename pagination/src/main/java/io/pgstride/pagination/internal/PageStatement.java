package io.pgstride.pagination.internal;

import org.jooq.Select;

/**
 * The statement of one page.
 *
 * @param branches of its UNION ALL; 1 if it is none
 */
public record PageStatement(Select<?> select, PageColumns columns, int branches) {
    PageFetch fetch(Way way, int size) {
        return new PageFetch(select, columns, way, size);
    }
}
