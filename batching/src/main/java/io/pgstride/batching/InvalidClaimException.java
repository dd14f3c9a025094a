package io.pgstride.batching;

import io.pgstride.core.PgstrideException;

/** A claim contradicts itself, or lacks what its use needs. */
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
