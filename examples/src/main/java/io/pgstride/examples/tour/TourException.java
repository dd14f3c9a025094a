package io.pgstride.examples.tour;

import org.jspecify.annotations.Nullable;

/** The tour cannot go on; the message says why and what to do, and is all that the reader needs. */
public final class TourException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TourException(String message) {
        this(message, null);
    }

    public TourException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
