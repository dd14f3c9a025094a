package io.pgstride.batching;

import io.pgstride.core.PgstrideException;

/**
 * A claim contradicts itself, lacks what its use needs, or does not fit its table: what is to be said of its rows cannot be written there, or its key is not
 * unique or cannot be read. No row is to blame, and none loses an attempt. The last kind comes while rows are processed.
 */
public final class InvalidClaimException extends PgstrideException {
    private static final long serialVersionUID = 1L;

    /**
     * Names the claim.
     *
     * @param message which claim, what is wrong and what to do
     */
    public InvalidClaimException(String message) {
        super(message);
    }
}
