package io.pgstride.caching.redis.internal.outbox;

import static org.jooq.impl.DSL.field;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.Lsn;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record3;
import org.jooq.impl.SQLDataType;

/** The end of a primary's log. */
final class LogPosition {
    private static final Field<String> POSITION = field("pg_current_wal_insert_lsn()::text", SQLDataType.CLOB);
    private static final Field<String> FILE = field("pg_walfile_name(pg_current_wal_insert_lsn())", SQLDataType.CLOB);
    private static final Field<Integer> BLOCK = field("current_setting('wal_block_size')::int", SQLDataType.INTEGER);
    private static final int TIMELINE_DIGITS = 8;

    private LogPosition() {}

    /** A position behind every commit that the transaction has seen, and every one that the statement's own snapshot shows. */
    static ConsistencyToken read(DSLContext primary) {
        Record3<String, String, Integer> row =
                primary.select(POSITION, FILE, BLOCK).fetchSingle();
        int timeline = Integer.parseInt(row.value2().substring(0, TIMELINE_DIGITS), 16);
        return new ConsistencyToken(timeline, Lsn.parse(row.value1()).beforePageHeader(row.value3()));
    }
}
