package io.pgstride.pagination.internal;

/** The way to walk through an ordering. */
public enum Way {
    FORWARD,
    BACKWARD
}
