package io.pgstride.routing;

/** Why a host was chosen or not. */
public enum Verdict {
    /** It was chosen. */
    CHOSEN,
    /** It could have been chosen; balancing preferred another one. */
    FIT,
    /** A replica cannot serve this, or a primary is for reads only when no replica can. */
    OTHER_ROLE,
    /** It has not replayed the token yet. */
    BEHIND_TOKEN,
    /** What it shows is older than the limit on lag allows, or its age cannot be told. */
    LAGGING,
    /** It does not answer, or could not be connected to. */
    DOWN,
    /** It was a primary, and there is a later one. */
    DEPOSED,
    /** It belongs to another cluster. */
    FOREIGN,
    /** It is the same server as another host. */
    DUPLICATE
}
