package io.pgstride.caching.store;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.Freshness;
import io.pgstride.core.Lsn;

/**
 * What a read must have seen before it may fill an entry. An invalidation leaves one behind. Of two fences the greater one stands for both: they are ordered by
 * timeline, then by position, both as unsigned numbers, with two of their own above all commits.
 *
 * @param timeline of the commit
 * @param position of the commit in the log
 */
public record Fence(int timeline, long position) implements Comparable<Fence> {
    /** Set where the position is not known. The rest of the timeline is then the latest one of those that it stands for. */
    private static final int UNKNOWN = 0x8000_0000;

    private static final int KNOWN = 0x7FFF_FFFF;
    private static final Fence NOW = new Fence(UNKNOWN, 0);
    private static final Fence CLOSED = new Fence(0xFFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFFL);

    /**
     * {@return that of a commit}
     *
     * @param commit its token
     */
    public static Fence at(ConsistencyToken commit) {
        return new Fence(commit.timeline(), commit.lsn().value());
    }

    /** {@return that of a commit whose position is not known: only reads of a primary that begin from now on pass} */
    public static Fence now() {
        return NOW;
    }

    /** {@return that of a commit which may still be under way, as its connection broke: nothing passes while the fence stands} */
    public static Fence closed() {
        return CLOSED;
    }

    /**
     * {@return whether a read may fill the entry}
     *
     * @param read what it has seen
     */
    public boolean passes(Freshness read) {
        if (equals(CLOSED) || read instanceof Freshness.Unknown) {
            return false;
        }
        return isNow()
                ? read instanceof Freshness.Current primary
                        && primary.timeline().orElse(KNOWN) >= (timeline & KNOWN)
                : read.shows(new ConsistencyToken(timeline, new Lsn(position)));
    }

    private boolean isNow() {
        return timeline < 0 && !equals(CLOSED);
    }

    /**
     * {@return the one that stands for both}
     *
     * @param other another one
     */
    public Fence and(Fence other) {
        if (compareTo(other) < 0) {
            return other.and(this);
        }
        return isNow() ? new Fence(Math.max(timeline, UNKNOWN | other.timeline), 0) : this;
    }

    @Override
    public int compareTo(Fence other) {
        int byTimeline = Integer.compareUnsigned(timeline, other.timeline);
        return byTimeline != 0 ? byTimeline : Long.compareUnsigned(position, other.position);
    }
}
