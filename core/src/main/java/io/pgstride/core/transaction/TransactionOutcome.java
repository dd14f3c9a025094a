package io.pgstride.core.transaction;

import io.pgstride.core.ConsistencyToken;
import java.util.Optional;

/** How a transaction, or the part of it since a savepoint, ended. */
public sealed interface TransactionOutcome {

    /**
     * COMMIT succeeded.
     *
     * @param token the position of the commit in the write-ahead log; empty where it was not asked for, or where the
     *     transaction wrote nothing
     */
    record Committed(Optional<ConsistencyToken> token) implements TransactionOutcome {}

    /** Nothing of it remains in the database. */
    record RolledBack() implements TransactionOutcome {}

    /**
     * The connection broke while COMMIT was under way: it may or may not be committed. Whoever keeps something in step
     * with the database must act so that both are right, for instance drop a cache entry rather than keep it.
     *
     * @param cause the driver's error
     */
    record Unknown(Throwable cause) implements TransactionOutcome {}
}
