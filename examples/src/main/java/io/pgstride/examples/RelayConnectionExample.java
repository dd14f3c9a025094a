package io.pgstride.examples;

import static io.pgstride.examples.db.Tables.EVENTS;
import static io.pgstride.pagination.Key.desc;

import io.pgstride.core.signing.SigningKey;
import io.pgstride.examples.db.tables.records.EventsRecord;
import io.pgstride.pagination.CursorTokens;
import io.pgstride.pagination.Keyset;
import io.pgstride.pagination.PageQuery;
import io.pgstride.pagination.RelayArguments;
import io.pgstride.pagination.RelayArgumentsException;
import io.pgstride.pagination.RelayConnection;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * Answers what a GraphQL client asks of a Relay connection: two pages from the front, the last one from the back. The library for
 * GraphQL is yours: its data fetcher gives the arguments and serializes the record that comes back.
 */
public final class RelayConnectionExample {
    private static final Keyset<EventsRecord> LONGEST = Keyset.of(EVENTS)
            .orderBy(desc(EVENTS.DURATION_MS).nullsLast(), desc(EVENTS.ID))
            .build();

    private final PageQuery<EventsRecord> events;

    private RelayConnectionExample(PageQuery<EventsRecord> events) {
        this.events = events;
    }

    /** What a client sees of an event. */
    private record Event(long id, @Nullable Integer durationMs) {}

    public static void main(String[] arguments) {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret); // yours: one secret that all servers share
        try (ExampleDatabase database = ExampleDatabase.create()) {
            new RelayConnectionExample(LONGEST.page(database.dsl())
                            .where(EVENTS.USER_ID.eq(1L))
                            .tokens(CursorTokens.signed(SigningKey.of(secret)).build())
                            .scope("user 1"))
                    .walk();
        }
    }

    private void walk() {
        RelayConnection<Event> first = events(3, null, null, null);
        events(3, first.pageInfo().endCursor(), null, null);
        events(null, null, 2, null);
        try {
            events(null, null, null, first.pageInfo().endCursor());
        } catch (RelayArgumentsException e) {
            System.out.println(e.getMessage());
        }
    }

    /** The field {@code events(first: Int, after: String, last: Int, before: String): EventConnection!} of a schema. */
    private RelayConnection<Event> events(
            @Nullable Integer first, @Nullable String after, @Nullable Integer last, @Nullable String before) {
        RelayConnection<Event> connection = events.connection(new RelayArguments(first, after, last, before))
                .map(row -> new Event(row.getId(), row.getDurationMs()));
        connection.nodes().forEach(System.out::println);
        System.out.println(connection.pageInfo());
        return connection;
    }
}
