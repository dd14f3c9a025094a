package io.pgstride.routing;

/** What a host is to the others, by its own word ({@code pg_is_in_recovery()}). */
public enum HostRole {
    /** It takes writes. */
    PRIMARY,
    /** It replays the log of another one, and takes reads. */
    REPLICA,
    /** It has not answered yet. */
    UNKNOWN
}
