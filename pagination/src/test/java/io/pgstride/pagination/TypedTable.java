package io.pgstride.pagination;

import java.util.List;
import org.jooq.DataType;
import org.jooq.Record;
import org.jooq.TableField;
import org.jooq.UniqueKey;
import org.jooq.impl.DSL;
import org.jooq.impl.Internal;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;

/** A table {@code typed} of an id and a value of the type under test, with metadata. */
@SuppressWarnings({"serial", "unchecked", "rawtypes"})
final class TypedTable extends TableImpl<Record> {
    final TableField<Record, Long> id = createField(DSL.name("id"), SQLDataType.BIGINT.nullable(false));
    final TableField<Record, ?> value;

    TypedTable(DataType<?> type) {
        super(DSL.name("typed"));
        value = createField(DSL.name("v"), type.nullable(false));
    }

    @Override
    public List<UniqueKey<Record>> getKeys() {
        return List.of(Internal.createUniqueKey(this, DSL.name("typed_pkey"), new TableField[] {id}, true));
    }
}
