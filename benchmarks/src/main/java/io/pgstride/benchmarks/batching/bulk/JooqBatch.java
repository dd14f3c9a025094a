package io.pgstride.benchmarks.batching.bulk;

import static io.pgstride.benchmarks.batching.bulk.EventsTable.BULK_EVENT;

import io.pgstride.benchmarks.batching.bulk.BulkSubject.Way;
import java.sql.Connection;
import java.util.List;
import org.jooq.BatchBindStep;
import org.jooq.DSLContext;
import org.jooq.InsertValuesStep6;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** jOOQ's batch of one statement with many sets of values, a thousand at a time. */
record JooqBatch(Conflicts conflicts) implements Way {
    private static final int ROWS = 1000;

    @Override
    public void write(Connection connection, List<Event> events) {
        DSLContext dsl = DSL.using(connection, SQLDialect.POSTGRES);
        for (int from = 0; from < events.size(); from += ROWS) {
            BatchBindStep batch = dsl.batch(insert(dsl));
            for (Event event : events.subList(from, Math.min(events.size(), from + ROWS))) {
                batch = batch.bind(
                        event.id(), event.createdAt(), event.userId(), event.kind(), event.score(), event.payload());
            }
            batch.execute();
        }
    }

    private Query insert(DSLContext dsl) {
        InsertValuesStep6<Record, ?, ?, ?, ?, ?, ?> insert = dsl.insertInto(
                        BULK_EVENT,
                        BULK_EVENT.id,
                        BULK_EVENT.createdAt,
                        BULK_EVENT.userId,
                        BULK_EVENT.kind,
                        BULK_EVENT.score,
                        BULK_EVENT.payload)
                .values((Long) null, null, null, null, null, null);
        return conflicts == Conflicts.NONE
                ? insert
                : insert.onConflict(BULK_EVENT.id).doUpdate().setAllToExcluded();
    }
}
