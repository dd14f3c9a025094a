package io.pgstride.aggregation.internal.counter;

import io.pgstride.aggregation.counter.CounterStorage;
import java.util.EnumSet;
import java.util.Locale;

/** A table beside the column that holds a part of a counter. */
public enum Side {
    SLOT,
    LEDGER;

    /** The end of the table's name, and of its files'. */
    String suffix() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a storage writes to beside the column. */
    public static EnumSet<Side> of(CounterStorage storage) {
        if (storage instanceof CounterStorage.Slots) {
            return EnumSet.of(SLOT);
        }
        return storage instanceof CounterStorage.Ledger ? EnumSet.of(LEDGER) : EnumSet.noneOf(Side.class);
    }
}
