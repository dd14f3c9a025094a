package io.pgstride.benchmarks.batching.bulk;

import static io.pgstride.benchmarks.batching.bulk.EventsTable.BULK_EVENT;

import io.pgstride.batching.bulk.BulkWriter;
import io.pgstride.benchmarks.batching.bulk.BulkSubject.Way;
import java.sql.Connection;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** pgstride's {@code BulkWriter}. */
record PgstrideBulk(BulkWriter<Event> writer) implements Way {

    static PgstrideBulk of(Conflicts conflicts) {
        BulkWriter<Event> insert = BulkWriter.into(BULK_EVENT, Event.class)
                .column(BULK_EVENT.id, Event::id)
                .column(BULK_EVENT.createdAt, Event::createdAt)
                .column(BULK_EVENT.userId, Event::userId)
                .column(BULK_EVENT.kind, Event::kind)
                .column(BULK_EVENT.score, Event::score)
                .column(BULK_EVENT.payload, Event::payload);
        return new PgstrideBulk(
                conflicts == Conflicts.NONE
                        ? insert
                        : insert.onConflict(BULK_EVENT.id).doUpdate());
    }

    @Override
    public void write(Connection connection, List<Event> events) {
        writer.insert(DSL.using(connection, SQLDialect.POSTGRES), events);
    }

    void write(Connection connection, Stream<Event> events) {
        writer.insert(DSL.using(connection, SQLDialect.POSTGRES), events);
    }
}
