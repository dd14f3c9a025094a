package io.pgstride.benchmarks.batching.queue;

import static org.jooq.impl.DSL.name;

import java.time.OffsetDateTime;
import java.util.UUID;
import org.jooq.Record;
import org.jooq.TableField;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.jspecify.annotations.Nullable;

/** The queue as jOOQ's generator would describe it. */
final class QueueTable extends TableImpl<Record> {
    private static final long serialVersionUID = 1L;

    static final QueueTable JOB = new QueueTable();

    final TableField<Record, Long> id = createField(name("id"), SQLDataType.BIGINT.notNull());
    final TableField<Record, OffsetDateTime> runAt =
            createField(name("run_at"), SQLDataType.TIMESTAMPWITHTIMEZONE.notNull());
    final TableField<Record, Short> state = createField(name("state"), SQLDataType.SMALLINT.notNull());
    final TableField<Record, Integer> attempts = createField(name("attempts"), SQLDataType.INTEGER.notNull());
    final TableField<Record, @Nullable OffsetDateTime> lockedUntil =
            createField(name("locked_until"), SQLDataType.TIMESTAMPWITHTIMEZONE);
    final TableField<Record, @Nullable UUID> token = createField(name("token"), SQLDataType.UUID);
    final TableField<Record, String> payload = createField(name("payload"), SQLDataType.CLOB.notNull());

    private QueueTable() {
        super(name("job"));
    }

    @Override
    public Class<? extends Record> getRecordType() {
        return Record.class;
    }
}
