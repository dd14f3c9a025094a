package io.pgstride.examples;

import static io.pgstride.examples.db.Tables.EVENTS;
import static io.pgstride.examples.db.Tables.USERS;

import io.pgstride.aggregation.count.ApproximateCount;
import io.pgstride.aggregation.count.CountAnswer;
import io.pgstride.aggregation.count.Doubt;
import java.time.Duration;
import org.jooq.Condition;
import org.jooq.DSLContext;

/** Numbers of rows that cost milliseconds, and say how far to trust them. */
public final class ApproximateCountExample {
    private ApproximateCountExample() {}

    public static void main(String[] arguments) {
        try (ExampleDatabase database = ExampleDatabase.create()) {
            database.dsl().execute("analyze");
            count(database.dsl());
        }
    }

    private static void count(DSLContext dsl) {
        // tag::whole[]
        ApproximateCount counts = ApproximateCount.ofDefaults().cap(1_000).countTimeout(Duration.ofMillis(200));

        CountAnswer users = counts.rows(dsl, USERS); // few: counted
        CountAnswer events = counts.rows(dsl, EVENTS); // many: about
        // end::whole[]
        System.out.println("exact: " + users.isExact() + ", exact: " + events.isExact());
        System.out.println(events.method());
        // tag::filtered[]
        Condition slow = EVENTS.KIND.eq("login").and(EVENTS.DURATION_MS.gt(100));
        CountAnswer answer = counts.rows(dsl, EVENTS, slow);
        System.out.println(answer.text());
        // end::filtered[]
        // tag::capped[]
        CountAnswer ofOneUser = counts.upToCap(dsl, EVENTS, EVENTS.USER_ID.eq(7L)); // "412", or "more than 1,000"
        // end::capped[]
        System.out.println(ofOneUser.method());
        // tag::doubts[]
        for (Doubt doubt : counts.cap(0).rows(dsl, EVENTS, slow).doubts()) {
            System.out.println(doubt); // columns taken as independent: "app"."events" (duration_ms, kind)
            doubt.fix().forEach(System.out::println); // CREATE STATISTICS … ON duration_ms, kind FROM …
        }
        // end::doubts[]
    }
}
