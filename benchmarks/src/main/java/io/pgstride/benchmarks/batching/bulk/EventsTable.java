package io.pgstride.benchmarks.batching.bulk;

import static org.jooq.impl.DSL.name;

import java.time.OffsetDateTime;
import org.jooq.Record;
import org.jooq.TableField;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;

/** The table as jOOQ's generator would describe it. */
final class EventsTable extends TableImpl<Record> {
    private static final long serialVersionUID = 1L;

    static final EventsTable BULK_EVENT = new EventsTable();

    final TableField<Record, Long> id = createField(name("id"), SQLDataType.BIGINT.notNull());
    final TableField<Record, OffsetDateTime> createdAt =
            createField(name("created_at"), SQLDataType.TIMESTAMPWITHTIMEZONE.notNull());
    final TableField<Record, Long> userId = createField(name("user_id"), SQLDataType.BIGINT.notNull());
    final TableField<Record, String> kind = createField(name("kind"), SQLDataType.CLOB.notNull());
    final TableField<Record, Double> score = createField(name("score"), SQLDataType.DOUBLE.notNull());
    final TableField<Record, String> payload = createField(name("payload"), SQLDataType.CLOB.notNull());

    private EventsTable() {
        super(name("bulk_event"));
    }

    @Override
    public Class<? extends Record> getRecordType() {
        return Record.class;
    }
}
