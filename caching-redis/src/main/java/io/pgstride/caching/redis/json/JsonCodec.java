package io.pgstride.caching.redis.json;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.pgstride.caching.redis.Codec;

/**
 * Values as JSON, read as the type that was declared, whatever the text says: there is no default typing. Unless a mapper is given, Jackson's modules on the class path are used,
 * such as that for {@code java.time}, and text that has unknown properties, lacks a primitive or goes on after its end is no value. Thread-safe.
 *
 * @param <V> the type of values
 */
public final class JsonCodec<V> implements Codec<V> {
    private final ObjectReader reader;
    private final ObjectWriter writer;

    private JsonCodec(ObjectMapper mapper, JavaType type) {
        if (mapper.getDeserializationConfig().getDefaultTyper(type) != null) {
            throw new IllegalArgumentException(
                    "The ObjectMapper has default typing, by which text from Redis would choose the classes to be made; give one without it");
        }
        this.reader = mapper.readerFor(type);
        this.writer = mapper.writerFor(type);
    }

    /**
     * {@return a codec of a class}
     *
     * @param type of the values
     * @param <V> the type of values
     */
    public static <V> JsonCodec<V> of(Class<V> type) {
        ObjectMapper mapper = strict();
        return new JsonCodec<>(mapper, mapper.constructType(type));
    }

    /**
     * {@return a codec of a type with parameters, such as {@code new TypeReference<List<Price>>() {}}}
     *
     * @param type of the values
     * @param <V> the type of values
     */
    public static <V> JsonCodec<V> of(TypeReference<V> type) {
        return of(strict(), type);
    }

    /**
     * {@return a codec with a mapper of your own}
     *
     * @param mapper what is changed in it later has no effect
     * @param type of the values
     * @param <V> the type of values
     * @throws IllegalArgumentException if it has default typing
     */
    public static <V> JsonCodec<V> of(ObjectMapper mapper, TypeReference<V> type) {
        return new JsonCodec<>(mapper, mapper.constructType(type));
    }

    private static ObjectMapper strict() {
        return JsonMapper.builder()
                .findAndAddModules()
                .enable(
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    @Override
    public byte[] encode(V value) throws Exception {
        return writer.writeValueAsBytes(value);
    }

    @Override
    public V decode(byte[] bytes) throws Exception {
        return reader.readValue(bytes);
    }
}
