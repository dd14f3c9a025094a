package io.pgstride.batching.internal.bulk;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The encoder of a key's only column, which looks whether each whole number is greater than the one before, as of rows that were read
 * in the key's order: then none is there twice, and PostgreSQL need not sort the rows to find out. Not thread-safe.
 */
final class RisingKey implements Encoder {
    private static final Set<String> WHOLE = Set.of("int2recv", "int4recv", "int8recv", "oidrecv");

    private final Encoder encoder;
    private boolean rising = true;
    private long last = Long.MIN_VALUE;

    private RisingKey(Encoder encoder) {
        this.encoder = encoder;
    }

    /** Null for columns that may round a whole number, as numeric of a negative scale does, or take it for text. */
    static @Nullable RisingKey of(TargetColumn column, @Nullable Encoder encoder) {
        return encoder != null && WHOLE.contains(column.wire().receive()) ? new RisingKey(encoder) : null;
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
