package io.pgstride.batching.internal.bulk;

import org.jspecify.annotations.Nullable;

/**
 * The encoder of a key's only column, which looks whether each whole number is greater than the one before, as of rows that were read
 * in the key's order: then none is there twice, and PostgreSQL need not sort the rows to find out. Not thread-safe.
 */
final class RisingKey implements Encoder {
    private final Encoder encoder;
    private boolean rising = true;
    private long last = Long.MIN_VALUE;

    private RisingKey(Encoder encoder) {
        this.encoder = encoder;
    }

    /** Null where values travel as text. */
    static @Nullable RisingKey of(@Nullable Encoder encoder) {
        return encoder == null ? null : new RisingKey(encoder);
    }

    /** Whether no two values were equal; if not so, they may be different all the same. */
    boolean unique() {
        return rising;
    }

    @Override
    public void encode(Object value, RowBuffer out) {
        long number = value instanceof Long || value instanceof Integer ? ((Number) value).longValue() : Long.MIN_VALUE;
        rising &= number > last;
        last = number;
        encoder.encode(value, out);
    }
}
