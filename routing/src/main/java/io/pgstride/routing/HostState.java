package io.pgstride.routing;

/** Whether a host is used. */
public enum HostState {
    /** It has not answered yet. */
    UNKNOWN,
    /** It answered its last probe in time. */
    UP,
    /** It did not answer its last probe in time, or refused it. */
    DOWN,
    /** It was a primary, and another one has a later timeline: it must not take writes, and is not read from. */
    DEPOSED,
    /** It belongs to another cluster: its system identifier is not that of the others. */
    FOREIGN,
    /** It is the same server as a host that is up, by its system identifier and when it was started. */
    DUPLICATE
}
