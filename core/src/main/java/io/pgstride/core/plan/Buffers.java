package io.pgstride.core.plan;

/**
 * Pages that a plan or one of its nodes touched, its children included; a page is 8 kB unless the server was built otherwise.
 *
 * <p>Unlike actual rows and times, these are sums over all loops and, once a Gather has finished, over all parallel workers.
 *
 * @param sharedHit pages of tables and indexes found in shared buffers
 * @param sharedRead pages of tables and indexes asked of the operating system
 * @param sharedDirtied pages that were clean before
 * @param sharedWritten pages this backend had to write out to make room
 * @param localHit as sharedHit, for temporary tables
 * @param localRead as sharedRead, for temporary tables
 * @param localDirtied as sharedDirtied, for temporary tables
 * @param localWritten as sharedWritten, for temporary tables
 * @param tempRead pages of sorts, hashes and materialized rows read back from disk
 * @param tempWritten pages of sorts, hashes and materialized rows that did not fit work_mem
 */
public record Buffers(
        long sharedHit,
        long sharedRead,
        long sharedDirtied,
        long sharedWritten,
        long localHit,
        long localRead,
        long localDirtied,
        long localWritten,
        long tempRead,
        long tempWritten) {

    /** No page at all. */
    public static final Buffers NONE = new Buffers(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** {@return the shared pages looked at, wherever they were: hit + read} The figure that does not depend on a warm cache. */
    public long shared() {
        return sharedHit + sharedRead;
    }

    /**
     * {@return the sum, figure by figure}
     *
     * @param other what is added
     */
    public Buffers plus(Buffers other) {
        return new Buffers(
                sharedHit + other.sharedHit,
                sharedRead + other.sharedRead,
                sharedDirtied + other.sharedDirtied,
                sharedWritten + other.sharedWritten,
                localHit + other.localHit,
                localRead + other.localRead,
                localDirtied + other.localDirtied,
                localWritten + other.localWritten,
                tempRead + other.tempRead,
                tempWritten + other.tempWritten);
    }

    /**
     * {@return the difference, figure by figure; figures may be negative}
     *
     * @param other what is taken away
     */
    public Buffers minus(Buffers other) {
        return new Buffers(
                sharedHit - other.sharedHit,
                sharedRead - other.sharedRead,
                sharedDirtied - other.sharedDirtied,
                sharedWritten - other.sharedWritten,
                localHit - other.localHit,
                localRead - other.localRead,
                localDirtied - other.localDirtied,
                localWritten - other.localWritten,
                tempRead - other.tempRead,
                tempWritten - other.tempWritten);
    }
}
