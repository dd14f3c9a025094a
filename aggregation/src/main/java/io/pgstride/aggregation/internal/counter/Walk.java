package io.pgstride.aggregation.internal.counter;

import io.pgstride.aggregation.counter.Drift;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jspecify.annotations.Nullable;

/** Goes over all parents in the order of their keys, and adds up how far their counters are off. Not thread-safe. */
final class Walk<K> {
    private final List<Drift.Example<K>> examples = new ArrayList<>();
    private long checked;
    private long wrong;
    private BigDecimal largest = BigDecimal.ZERO;

    /**
     * {@return how far they are off}
     *
     * @param batch gives the rows behind a key, null for the first ones, at most as many as asked for
     */
    Drift<K> over(Field<K> key, int size, BiFunction<@Nullable K, Integer, Result<? extends Record>> batch) {
        @Nullable K last = null;
        for (Result<? extends Record> rows = batch.apply(last, size); !rows.isEmpty(); rows = batch.apply(last, size)) {
            for (Record row : rows) {
                last = row.get(key);
                add(last, row.get("stored", BigDecimal.class), row.get("actual", BigDecimal.class));
            }
            if (rows.size() < size) {
                break;
            }
        }
        return new Drift<>(checked, wrong, largest, examples);
    }

    private void add(K key, BigDecimal stored, BigDecimal actual) {
        checked++;
        BigDecimal off = actual.subtract(stored).abs();
        if (off.signum() != 0) {
            wrong++;
            largest = largest.max(off);
            if (examples.size() < Drift.MOST_EXAMPLES) {
                examples.add(new Drift.Example<>(key, stored, actual));
            }
        }
    }
}
