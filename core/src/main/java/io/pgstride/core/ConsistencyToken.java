package io.pgstride.core;

/**
 * The point in the write-ahead log behind a commit: who reads from a server that has replayed it sees that commit. A
 * small value that travels in a header, a cookie or a job's payload, as {@link TokenFormat} writes it; it is not secret, and by
 * itself no proof of anything.
 *
 * <p>Tokens of one cluster are ordered: by timeline, then by position as an unsigned number. A promotion starts a later timeline
 * at some position of the one before, the switch point, and goes on from there. So a later timeline is newer whatever the positions
 * are: beyond the switch point those of the earlier one do not compare with its own, as what stood there is lost.
 *
 * @param timeline the server's timeline, which grows with each promotion
 * @param lsn the position
 */
public record ConsistencyToken(int timeline, Lsn lsn) implements Comparable<ConsistencyToken> {
    /**
     * Refuses a timeline below 1.
     *
     * @param timeline at least 1
     * @param lsn the position
     * @throws IllegalArgumentException if the timeline is below 1
     */
    public ConsistencyToken {
        if (timeline < 1) {
            throw new IllegalArgumentException("timeline " + timeline + " is below 1");
        }
    }

    /**
     * {@return the later of two tokens, which stands for both: who sees its commit sees the other one's, too, unless a promotion
     * lost that for everybody} Keep it where a user's commits come from several requests.
     *
     * @param one a token
     * @param other a token of the same cluster
     */
    public static ConsistencyToken latest(ConsistencyToken one, ConsistencyToken other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** By timeline, then by position: a commit of a later timeline comes after those of earlier ones that have survived. */
    @Override
    public int compareTo(ConsistencyToken other) {
        int byTimeline = Integer.compare(timeline, other.timeline);
        return byTimeline != 0 ? byTimeline : lsn.compareTo(other.lsn);
    }

    /** The timeline, a hyphen and the position, such as {@code 1-0/3000148}; for people and logs. */
    @Override
    public String toString() {
        return timeline + "-" + lsn;
    }
}
