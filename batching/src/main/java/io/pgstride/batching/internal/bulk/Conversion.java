package io.pgstride.batching.internal.bulk;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jooq.Configuration;
import org.jooq.ConverterContext;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** What a jOOQ converter may ask for; jOOQ's own implementation knows no configuration. */
record Conversion(Configuration configuration, Instant creationTime, Map<Object, Object> data)
        implements ConverterContext {

    static Conversion in(Configuration configuration) {
        return new Conversion(configuration, Instant.now(configuration.clock()), new HashMap<>());
    }

    @Override
    public DSLContext dsl() {
        return DSL.using(configuration);
    }

    @Override
    public Settings settings() {
        return configuration.settings();
    }

    @Override
    public SQLDialect dialect() {
        return configuration.dialect();
    }

    @Override
    public SQLDialect family() {
        return dialect().family();
    }

    @Override
    public @Nullable Object data(Object key) {
        return data.get(key);
    }

    @Override
    public @Nullable Object data(Object key, Object value) {
        return data.put(key, value);
    }
}
