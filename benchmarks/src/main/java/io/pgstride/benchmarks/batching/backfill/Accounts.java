package io.pgstride.benchmarks.batching.backfill;

import static org.jooq.impl.DSL.name;

import org.jooq.Record;
import org.jooq.TableField;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.jspecify.annotations.Nullable;

/** The table as jOOQ's generator would describe it. */
final class Accounts extends TableImpl<Record> {
    private static final long serialVersionUID = 1L;

    static final Accounts ACCOUNT = new Accounts();

    final TableField<Record, Long> id = createField(name("id"), SQLDataType.BIGINT.notNull());
    final TableField<Record, String> owner = createField(name("owner"), SQLDataType.CLOB.notNull());
    final TableField<Record, @Nullable Integer> ownerLength = createField(name("owner_length"), SQLDataType.INTEGER);

    private Accounts() {
        super(name("account"));
    }

    @Override
    public Class<? extends Record> getRecordType() {
        return Record.class;
    }
}
