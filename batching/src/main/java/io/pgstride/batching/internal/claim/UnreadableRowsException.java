package io.pgstride.batching.internal.claim;

/** Rows came that Java cannot read: by a converter, or as the driver has no such value. The cause says why; the connection is as good as before. */
final class UnreadableRowsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableRowsException(Throwable cause) {
        super(cause);
    }
}
