package io.pgstride.benchmarks.batching.bulk;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** A row to write. */
record Event(long id, OffsetDateTime createdAt, long userId, String kind, double score, String payload) {
    private static final OffsetDateTime EPOCH = OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
    private static final List<String> KINDS = List.of("view", "answer", "click", "login", "share");

    /** The same for the same numbers. */
    static Event of(long id, int version) {
        return new Event(
                id,
                EPOCH.plusSeconds(id / 4),
                1 + id * 7919 % 20_000,
                KINDS.get((int) (id % KINDS.size())),
                version + id / 8.0,
                "event " + id + ", kept as it was sent by the client, version " + version);
    }

    static Stream<Event> range(long first, long last, int version) {
        return LongStream.rangeClosed(first, last).mapToObj(id -> of(id, version));
    }
}
