package io.pgstride.batching.internal.bulk;

import java.util.List;

/** One statement that writes some rows. */
interface BatchInsert<T> {
    /** How many rows it takes. */
    int most();

    /**
     * Writes them.
     *
     * @param before how many rows were before the first of these
     * @return how many were stored
     */
    long insert(List<T> rows, long before);
}
