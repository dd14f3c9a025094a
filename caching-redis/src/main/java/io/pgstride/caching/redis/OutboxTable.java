package io.pgstride.caching.redis;

import io.pgstride.caching.redis.internal.outbox.Outbox;
import io.pgstride.caching.redis.internal.outbox.OutboxDdl;
import io.pgstride.core.Identifiers;
import org.jooq.Name;
import org.jooq.Queries;
import org.jooq.Record;
import org.jooq.Table;

/**
 * The table of an outbox: what to create. One for each Redis and prefix, as whoever reads it relays all that it holds. Immutable and thread-safe.
 *
 * <p>{@link #ddl()} creates it; the same file is in the jar as {@code io/pgstride/caching/redis/outbox.sql}.
 */
public final class OutboxTable {
    private final Outbox outbox;

    private OutboxTable(Outbox outbox) {
        this.outbox = outbox;
    }

    /** {@return the table {@code pgstride_cache_outbox}, wherever the search path finds it} */
    public static OutboxTable ofDefaults() {
        return new OutboxTable(Outbox.DEFAULT);
    }

    /**
     * {@return a table of this name}
     *
     * @param name with a schema or not, as from {@code DSL.name("app", "outbox")} or {@link Identifiers#parse}
     */
    public static OutboxTable named(Name name) {
        return new OutboxTable(new Outbox(name));
    }

    /** {@return the statements that create the table and its indexes where they are missing, with comments} */
    public String ddl() {
        return OutboxDdl.text(outbox.getQualifiedName());
    }

    /** {@return the same as jOOQ's statements, for migrations in Java} */
    public Queries queries() {
        return OutboxDdl.queries(outbox);
    }

    /** {@return the table, for queries of your own; its fields are found by name} */
    public Table<? extends Record> table() {
        return outbox;
    }

    Outbox outbox() {
        return outbox;
    }

    @Override
    public String toString() {
        return "OutboxTable[" + Identifiers.quoted(outbox.getQualifiedName()) + "]";
    }
}
