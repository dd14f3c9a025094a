package io.pgstride.batching.backfill;

import org.jooq.Schema;
import org.jooq.TableField;
import org.jooq.TableOptions;
import org.jooq.UniqueKey;
import org.jooq.impl.DSL;
import org.jooq.impl.Internal;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.jooq.impl.UpdatableRecordImpl;

/** A table as jOOQ's code generator writes it. */
@SuppressWarnings({"serial", "unchecked", "rawtypes"})
final class Parts extends TableImpl<Parts.PartRecord> {
    static final Parts PARTS = new Parts();

    final TableField<PartRecord, Integer> PLACE = createField(DSL.name("place"), SQLDataType.INTEGER.nullable(false));
    final TableField<PartRecord, Long> ID = createField(DSL.name("id"), SQLDataType.BIGINT.nullable(false));
    final TableField<PartRecord, Integer> N = createField(DSL.name("n"), SQLDataType.INTEGER.nullable(false));

    private Parts() {
        super(DSL.name("parts"), null, null, null, DSL.comment(""), TableOptions.table());
    }

    @Override
    public Schema getSchema() {
        return DSL.schema(DSL.name("public"));
    }

    @Override
    public Class<PartRecord> getRecordType() {
        return PartRecord.class;
    }

    @Override
    public UniqueKey<PartRecord> getPrimaryKey() {
        return Internal.createUniqueKey(PARTS, DSL.name("parts_pkey"), new TableField[] {PARTS.ID, PARTS.PLACE}, true);
    }

    /** A row. */
    static final class PartRecord extends UpdatableRecordImpl<PartRecord> {
        PartRecord() {
            super(PARTS);
        }
    }
}
