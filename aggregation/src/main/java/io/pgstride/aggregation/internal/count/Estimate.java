package io.pgstride.aggregation.internal.count;

import io.pgstride.aggregation.count.CountAnswer;

/** A number of rows that is not counted. */
interface Estimate {
    long rows();

    /** With what there is to know about it, which may take another round trip. */
    CountAnswer answer();
}
