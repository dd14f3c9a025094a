package io.pgstride.aggregation.internal.counter;

import java.math.BigDecimal;

/**
 * What a transaction adds to one key of a counter.
 *
 * @param calls the counter's statements
 * @param key of the parent
 */
public record Change(CounterCalls<?, ?> calls, Object key, BigDecimal delta) {}
