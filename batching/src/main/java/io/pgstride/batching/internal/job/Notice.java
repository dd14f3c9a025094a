package io.pgstride.batching.internal.job;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.val;

import org.jooq.DSLContext;
import org.jooq.SelectFieldOrAsterisk;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * Tells those who wait that there are jobs, when the caller's transaction commits; PostgreSQL drops what a transaction repeats.
 *
 * @param channel null for nobody
 */
public record Notice(@Nullable String channel) {
    /** One statement, if somebody is to be told. */
    public void send(DSLContext dsl) {
        if (channel != null) {
            SelectFieldOrAsterisk notify = field("pg_notify({0}, '')", SQLDataType.OTHER, val(channel));
            dsl.select(notify).fetch();
        }
    }
}
