package io.pgstride.caching.redis.internal.outbox;

import java.time.OffsetDateTime;
import org.jooq.Condition;
import org.jooq.DataType;
import org.jooq.Name;
import org.jooq.TableField;
import org.jooq.impl.CustomTable;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The outbox as jOOQ sees it, with its columns in the order of the DDL. */
public final class Outbox extends CustomTable<OutboxRecord> {
    private static final long serialVersionUID = 1L;
    private static final DataType<OffsetDateTime> TIME = SQLDataType.TIMESTAMPWITHTIMEZONE;
    private static final DataType<String[]> TEXTS = SQLDataType.CLOB.array();

    /** By the name that the DDL has. */
    public static final Outbox DEFAULT = new Outbox(DSL.name("pgstride_cache_outbox"));

    private final transient TableField<OutboxRecord, Long> id = column("id", SQLDataType.BIGINT.identity(true));
    private final transient TableField<OutboxRecord, OffsetDateTime> createdAt = column("created_at", TIME);
    private final transient TableField<OutboxRecord, OffsetDateTime> dueAt = column("due_at", TIME);
    private final transient TableField<OutboxRecord, Boolean> done = column("done", SQLDataType.BOOLEAN);
    private final transient TableField<OutboxRecord, Long> fenceMillis = column("fence_millis", SQLDataType.BIGINT);
    private final transient TableField<OutboxRecord, String[]> entries = column("entries", TEXTS);
    private final transient TableField<OutboxRecord, String[]> tags = column("tags", TEXTS);

    /** By a name, qualified or not. */
    public Outbox(Name name) {
        super(name.unqualifiedName(), name.qualified() ? DSL.schema(name.qualifier()) : null);
    }

    private <T> TableField<OutboxRecord, T> column(String name, DataType<T> type) {
        return createField(DSL.name(name), type.nullable(false));
    }

    @Override
    public Class<OutboxRecord> getRecordType() {
        return OutboxRecord.class;
    }

    /** As the partial index has it. */
    Condition isPending() {
        return DSL.condition("not {0}", done);
    }

    TableField<OutboxRecord, Long> id() {
        return id;
    }

    TableField<OutboxRecord, OffsetDateTime> createdAt() {
        return createdAt;
    }

    TableField<OutboxRecord, OffsetDateTime> dueAt() {
        return dueAt;
    }

    TableField<OutboxRecord, Boolean> done() {
        return done;
    }

    TableField<OutboxRecord, Long> fenceMillis() {
        return fenceMillis;
    }

    TableField<OutboxRecord, String[]> entries() {
        return entries;
    }

    TableField<OutboxRecord, String[]> tags() {
        return tags;
    }
}
