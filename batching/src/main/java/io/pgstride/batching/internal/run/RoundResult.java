package io.pgstride.batching.internal.run;

import org.jspecify.annotations.Nullable;

/**
 * What became of the rows of one claim.
 *
 * @param claimed rows that the claim gave
 * @param done rows that were acknowledged
 * @param retried rows that were put off
 * @param dead rows that were given up
 * @param lost rows whose lease another one had taken before the acknowledgement
 * @param suffered whether the database was in trouble (a timeout, a deadlock, a lost connection), so that smaller batches are wise
 * @param end what failed after this was committed, to be thrown when it is counted; null if nothing did
 */
public record RoundResult(
        int claimed,
        int done,
        int retried,
        int dead,
        int lost,
        boolean suffered,
        @Nullable RuntimeException end) {
    /** After which the processor goes on. */
    public RoundResult(int claimed, int done, int retried, int dead, int lost, boolean suffered) {
        this(claimed, done, retried, dead, lost, suffered, null);
    }

    /** The same, with a failure that came after it. */
    public RoundResult before(RuntimeException failure) {
        if (end != null && end != failure) {
            failure.addSuppressed(end);
        }
        return new RoundResult(claimed, done, retried, dead, lost, suffered, failure);
    }
}
