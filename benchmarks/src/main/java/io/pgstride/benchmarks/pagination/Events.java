package io.pgstride.benchmarks.pagination;

import static org.jooq.impl.DSL.name;

import java.time.OffsetDateTime;
import org.jooq.Record;
import org.jooq.TableField;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.jspecify.annotations.Nullable;

/** The table as jOOQ's generator would describe it. */
final class Events extends TableImpl<Record> {
    private static final long serialVersionUID = 1L;

    static final Events EVENTS = new Events();

    final TableField<Record, Long> id = createField(name("id"), SQLDataType.BIGINT.notNull());
    final TableField<Record, OffsetDateTime> createdAt =
            createField(name("created_at"), SQLDataType.TIMESTAMPWITHTIMEZONE.notNull());
    final TableField<Record, Long> userId = createField(name("user_id"), SQLDataType.BIGINT.notNull());
    final TableField<Record, String> kind = createField(name("kind"), SQLDataType.CLOB.notNull());
    final TableField<Record, @Nullable OffsetDateTime> endedAt =
            createField(name("ended_at"), SQLDataType.TIMESTAMPWITHTIMEZONE);
    final TableField<Record, String> payload = createField(name("payload"), SQLDataType.CLOB.notNull());

    private Events() {
        super(name("events"));
    }

    @Override
    public Class<? extends Record> getRecordType() {
        return Record.class;
    }

    Event event(Record row) {
        OffsetDateTime ended = row.get(endedAt);
        return new Event(
                row.get(id),
                row.get(createdAt).toInstant(),
                row.get(userId),
                row.get(kind),
                ended == null ? null : ended.toInstant(),
                row.get(payload));
    }
}
