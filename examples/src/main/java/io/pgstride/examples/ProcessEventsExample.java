package io.pgstride.examples;

import static io.pgstride.examples.db.Tables.EVENTS;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.SQLDataType.BIGINT;
import static org.jooq.impl.SQLDataType.BOOLEAN;
import static org.jooq.impl.SQLDataType.INTEGER;

import io.pgstride.batching.Batch;
import io.pgstride.batching.BatchProcessor;
import io.pgstride.batching.Claim;
import io.pgstride.batching.ProcessingReport;
import io.pgstride.examples.db.tables.records.EventsRecord;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** Counts each user's events, every event exactly once, by four workers beside each other. */
public final class ProcessEventsExample {
    private static final Field<Boolean> PROCESSED =
            field(EVENTS.getQualifiedName().append("processed"), BOOLEAN.notNull());
    private static final Table<Record> COUNTS = table(name("event_counts"));
    private static final Field<Long> USER = field(name("event_counts", "user_id"), BIGINT);
    private static final Field<Integer> NUMBER = field(name("event_counts", "number"), INTEGER);

    // tag::claim[]
    private static final Claim<EventsRecord> UNPROCESSED = Claim.from(EVENTS)
            .key(EVENTS.ID)
            .where(PROCESSED.isFalse())
            .orderBy(EVENTS.CREATED_AT)
            .done(PROCESSED, true);
    // end::claim[]

    private ProcessEventsExample() {}

    public static void main(String[] arguments) {
        try (ExampleDatabase database = ExampleDatabase.create()) {
            DSLContext dsl = database.dsl();
            dsl.execute("ALTER TABLE pgstride_tour.events ADD COLUMN processed boolean NOT NULL DEFAULT false");
            dsl.execute("CREATE INDEX ON pgstride_tour.events (created_at, id) WHERE NOT processed");
            dsl.execute("CREATE TABLE event_counts (user_id bigint PRIMARY KEY, number integer NOT NULL)");

            ProcessingReport report = countAll(database.dataSource());
            System.out.println(report.done() + " events in " + report.batches() + " batches");
            System.out.println(counted(dsl) + " counted");
        }
    }

    private static ProcessingReport countAll(DataSource dataSource) {
        // tag::drain[]
        try (BatchProcessor processor = BatchProcessor.on(dataSource)
                .claim(UNPROCESSED)
                .transactional(ProcessEventsExample::count)
                .batchSize(500)
                .workers(4)
                .build()) {
            return processor.drain();
        }
        // end::drain[]
    }

    // tag::handler[]
    /** Users in their order, so that workers who count for the same ones wait for each other and never in a circle. */
    private static void count(DSLContext dsl, Batch<EventsRecord> events) {
        Map<Long, Integer> numbers = new TreeMap<>();
        events.forEach(event -> numbers.merge(event.getUserId(), 1, Integer::sum));
        dsl.insertInto(COUNTS, USER, NUMBER)
                .valuesOfRows(numbers.entrySet().stream()
                        .map(each -> row(each.getKey(), each.getValue()))
                        .toList())
                .onConflict(USER)
                .doUpdate()
                .set(NUMBER, NUMBER.plus(excluded(NUMBER)))
                .execute();
    }
    // end::handler[]

    private static long counted(DSLContext dsl) {
        return dsl.select(sum(NUMBER)).from(COUNTS).fetchSingle().value1().longValueExact();
    }
}
