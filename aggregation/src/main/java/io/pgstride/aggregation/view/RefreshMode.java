package io.pgstride.aggregation.view;

/**
 * Whether a refresh lets others read meanwhile.
 *
 * <p>{@code REFRESH MATERIALIZED VIEW CONCURRENTLY} takes an EXCLUSIVE lock, beside which the view can be read, compares the new rows to the old ones and changes
 * what differs. It needs a unique index that is valid, not partial, and over plain columns. The plain form takes an ACCESS EXCLUSIVE lock, so that all who read
 * wait until its transaction ends. A view that was never populated can be refreshed by the plain form only, and has no readers.
 */
public enum RefreshMode {
    /** CONCURRENTLY; without an index for it, the refresh is refused. */
    CONCURRENTLY_REQUIRED,

    /** CONCURRENTLY where there is an index for it, else plain, which the result tells. */
    CONCURRENTLY_PREFERRED,

    /** Plain: less work where most rows change, and for nobody who reads. */
    PLAIN
}
