package io.pgstride.examples;

import static io.pgstride.examples.db.Tables.EVENTS;
import static io.pgstride.examples.db.Tables.USERS;
import static org.jooq.impl.DSL.excluded;

import io.pgstride.batching.bulk.BulkResult;
import io.pgstride.batching.bulk.BulkWriteException;
import io.pgstride.batching.bulk.BulkWriter;
import io.pgstride.examples.db.tables.records.UsersRecord;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Record;

/** Loads a stream of rows by COPY, brings a list of users up to date, and is told which row was bad. */
public final class BulkWriteExample {
    private static final OffsetDateTime START = OffsetDateTime.parse("2026-01-01T00:00:00Z");

    /** A line of somebody's export. */
    private record Click(long user, Duration spent, OffsetDateTime at) {}

    // tag::writer[]
    private static final BulkWriter<Click> CLICKS = BulkWriter.into(EVENTS, Click.class)
            .column(EVENTS.USER_ID, Click::user)
            .column(EVENTS.KIND, click -> "view")
            .column(EVENTS.DURATION_MS, click -> (int) click.spent().toMillis())
            .column(EVENTS.CREATED_AT, Click::at);
    // end::writer[]

    // tag::upsert[]
    private static final BulkWriter<Record> NEWER = BulkWriter.into(
                    USERS, USERS.EMAIL, USERS.NAME, USERS.CREATED_AT, USERS.LAST_SEEN_AT)
            .onConflict(USERS.EMAIL)
            .doUpdateWhere(
                    excluded(USERS.LAST_SEEN_AT).gt(USERS.LAST_SEEN_AT).or(USERS.LAST_SEEN_AT.isNull()),
                    USERS.NAME,
                    USERS.LAST_SEEN_AT);
    // end::upsert[]

    private BulkWriteExample() {}

    public static void main(String[] arguments) {
        try (ExampleDatabase database = ExampleDatabase.create()) {
            load(database.dsl());
            bringUpToDate(database.dsl());
            fail(database.dsl());
        }
    }

    private static void load(DSLContext dsl) {
        Stream<Click> clicks = LongStream.range(0, 50_000).mapToObj(n -> click(1 + n % 100, n));
        // tag::insert[]
        BulkResult result = CLICKS.insert(dsl, clicks);
        // end::insert[]
        System.out.println(result.written() + " clicks written");
    }

    private static Click click(long user, long second) {
        return new Click(user, Duration.ofMillis(250), START.plusSeconds(second));
    }

    private static void bringUpToDate(DSLContext dsl) {
        List<UsersRecord> users = LongStream.rangeClosed(1, 150)
                .mapToObj(n -> user("user" + n + "@school.example"))
                .toList();
        BulkResult first = NEWER.insert(dsl, users);
        BulkResult second = NEWER.insert(dsl, users);
        System.out.println(first.written() + " users written, then " + second.written());
    }

    private static UsersRecord user(String email) {
        return new UsersRecord(null, email, "Renamed", null, START, START);
    }

    private static void fail(DSLContext dsl) {
        // tag::error[]
        try {
            CLICKS.insert(dsl, List.of(click(1, 1), new Click(-7, Duration.ZERO, START)));
        } catch (BulkWriteException e) {
            System.out.println(e.getMessage());
        }
        // end::error[]
    }
}
