package io.pgstride.caching.redis.internal;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The text of keys whose types have one. All keys must be of one type, as 1 and 1L would be one key otherwise. Thread-safe. */
public final class KeyText<K> implements Function<K, String> {
    private final AtomicReference<@Nullable Class<?>> type = new AtomicReference<>();

    @Override
    public String apply(K key) {
        Class<?> own = key instanceof Enum<?> constant ? constant.getDeclaringClass() : key.getClass();
        Class<?> first = type.get();
        if (own != first && (first != null || !type.compareAndSet(null, own)) && own != type.get()) {
            throw new IllegalArgumentException("Keys are of " + type.get() + " and of " + own
                    + ", whose texts may be the same: say how with keys(function)");
        }
        if (key instanceof Enum<?> constant) {
            return constant.name();
        }
        if (key instanceof String
                || key instanceof Long
                || key instanceof Integer
                || key instanceof Short
                || key instanceof UUID) {
            return key.toString();
        }
        throw new IllegalArgumentException(
                "A key of " + own
                        + " has no text that is known to be its own: String, Long, Integer, Short, UUID and enums do; say how with keys(function), as by KeyParts.join");
    }
}
