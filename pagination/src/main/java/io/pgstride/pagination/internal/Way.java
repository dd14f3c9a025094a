package io.pgstride.pagination.internal;

/** The way to walk through an ordering. */
public enum Way {
    FORWARD,
    BACKWARD;

    /** The other one. */
    public Way back() {
        return this == FORWARD ? BACKWARD : FORWARD;
    }
}
