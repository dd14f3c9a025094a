package io.pgstride.batching.internal.job;

import io.pgstride.batching.job.JobRecord;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DataType;
import org.jooq.JSONB;
import org.jooq.Name;
import org.jooq.TableField;
import org.jooq.impl.CustomTable;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The job table as jOOQ sees it, with its columns in the order of the DDL. */
public final class Jobs extends CustomTable<JobRecord> {
    private static final long serialVersionUID = 1L;

    /** Not done, and not given up. */
    public static final short PENDING = 0;

    /** Given up. */
    public static final short DEAD = 2;

    private static final DataType<OffsetDateTime> TIME = SQLDataType.TIMESTAMPWITHTIMEZONE(6);

    /** By the name that the DDL has. */
    public static final Jobs DEFAULT = new Jobs(DSL.name("pgstride_job"));

    private final transient TableField<JobRecord, Long> id = column("id", SQLDataType.BIGINT.nullable(false));
    private final transient TableField<JobRecord, OffsetDateTime> runAt = column("run_at", TIME.nullable(false));
    private final transient TableField<JobRecord, OffsetDateTime> createdAt =
            column("created_at", TIME.nullable(false));
    private final transient TableField<JobRecord, OffsetDateTime> lockedUntil = column("locked_until", TIME);
    private final transient TableField<JobRecord, UUID> token = column("token", SQLDataType.UUID);
    private final transient TableField<JobRecord, Integer> attempts =
            column("attempts", SQLDataType.INTEGER.nullable(false));
    private final transient TableField<JobRecord, Short> state = column("state", SQLDataType.SMALLINT.nullable(false));
    private final transient TableField<JobRecord, Short> priority =
            column("priority", SQLDataType.SMALLINT.nullable(false));
    private final transient TableField<JobRecord, String> queue = column("queue", SQLDataType.CLOB.nullable(false));
    private final transient TableField<JobRecord, String> uniqueKey = column("unique_key", SQLDataType.CLOB);
    private final transient TableField<JobRecord, String> lastError = column("last_error", SQLDataType.CLOB);
    private final transient TableField<JobRecord, JSONB> payload = column("payload", SQLDataType.JSONB.nullable(false));

    /** By a name, qualified or not. */
    public Jobs(Name name) {
        super(name.unqualifiedName(), name.qualified() ? DSL.schema(name.qualifier()) : null);
    }

    private <T> TableField<JobRecord, T> column(String name, DataType<T> type) {
        return createField(DSL.name(name), type);
    }

    @Override
    public Class<JobRecord> getRecordType() {
        return JobRecord.class;
    }

    /** Inlined, as the partial indexes need it. */
    public Condition isPending() {
        return state.eq(DSL.inline(PENDING));
    }

    /** Inlined, as the partial index needs it. */
    public Condition isDead() {
        return state.eq(DSL.inline(DEAD));
    }

    public TableField<JobRecord, Long> id() {
        return id;
    }

    public TableField<JobRecord, OffsetDateTime> runAt() {
        return runAt;
    }

    public TableField<JobRecord, OffsetDateTime> createdAt() {
        return createdAt;
    }

    public TableField<JobRecord, OffsetDateTime> lockedUntil() {
        return lockedUntil;
    }

    public TableField<JobRecord, UUID> token() {
        return token;
    }

    public TableField<JobRecord, Integer> attempts() {
        return attempts;
    }

    public TableField<JobRecord, Short> state() {
        return state;
    }

    public TableField<JobRecord, Short> priority() {
        return priority;
    }

    public TableField<JobRecord, String> queue() {
        return queue;
    }

    public TableField<JobRecord, String> uniqueKey() {
        return uniqueKey;
    }

    public TableField<JobRecord, String> lastError() {
        return lastError;
    }

    public TableField<JobRecord, JSONB> payload() {
        return payload;
    }
}
