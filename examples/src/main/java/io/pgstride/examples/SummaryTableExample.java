package io.pgstride.examples;

import static io.pgstride.examples.db.Tables.EVENTS;
import static org.jooq.impl.DSL.cast;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.pgstride.aggregation.summary.SummaryRefresh;
import io.pgstride.aggregation.summary.SummaryTable;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/** A GROUP BY that is kept in a table. */
public final class SummaryTableExample {
    // tag::declare[]
    private static final Table<?> DAILY = table(name("pgstride_tour", "events_daily"));
    private static final Field<String> KIND = field(name("kind"), SQLDataType.CLOB);
    private static final Field<LocalDate> DAY = field(name("day"), SQLDataType.LOCALDATE);
    private static final Field<Long> NUMBER = field(name("number"), SQLDataType.BIGINT);
    private static final Field<Long> DURATION = field(name("duration_ms"), SQLDataType.BIGINT);
    private static final Field<LocalDate> DAY_OF_EVENT =
            cast(field("{0} at time zone 'UTC'", SQLDataType.TIMESTAMP, EVENTS.CREATED_AT), SQLDataType.LOCALDATE);

    private static final SummaryTable EVENTS_DAILY = SummaryTable.of(DAILY)
            .from(EVENTS)
            .groupBy(KIND, EVENTS.KIND)
            .groupBy(DAY, DAY_OF_EVENT)
            .count(NUMBER)
            .sum(DURATION, EVENTS.DURATION_MS)
            .byDeltas();
    // end::declare[]

    private SummaryTableExample() {}

    public static void main(String[] arguments) {
        try (ExampleDatabase database = ExampleDatabase.create()) {
            keep(database.dsl(), database.dataSource());
        }
    }

    private static void keep(DSLContext dsl, DataSource dataSource) {
        // tag::install[]
        EVENTS_DAILY.install(dataSource); // or ddl().create() into a migration
        EVENTS_DAILY.repair(dataSource); // queues what is there
        EVENTS_DAILY.refresh(dataSource);
        // end::install[]
        dsl.insertInto(EVENTS, EVENTS.USER_ID, EVENTS.KIND, EVENTS.CREATED_AT)
                .values(1L, "example", OffsetDateTime.of(2026, 1, 31, 12, 0, 0, 0, ZoneOffset.UTC))
                .execute();
        // tag::refresh[]
        Optional<Duration> behind = EVENTS_DAILY.staleness(dsl);
        SummaryRefresh done = EVENTS_DAILY.refresh(dataSource); // every few seconds
        // end::refresh[]
        System.out.println("behind: " + behind.isPresent() + ", then " + done.changes() + " change of " + done.groups()
                + " group");
        // tag::read[]
        dsl.selectFrom(DAILY)
                .where(KIND.eq("example"))
                .fetch()
                .forEach(day -> System.out.println(day.get(DAY) + ": " + day.get(NUMBER)));
        // end::read[]
        // tag::drift[]
        System.out.println(EVENTS_DAILY.drift(dsl) + " groups are wrong");
        // end::drift[]
    }
}
