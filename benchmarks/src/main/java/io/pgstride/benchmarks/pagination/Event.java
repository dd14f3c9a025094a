package io.pgstride.benchmarks.pagination;

import java.time.Instant;

/** A row as an application would hold it; every subject builds these. */
record Event(long id, Instant createdAt, long userId, String kind, String payload) {}
