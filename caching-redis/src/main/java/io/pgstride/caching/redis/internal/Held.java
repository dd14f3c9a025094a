package io.pgstride.caching.redis.internal;

import io.pgstride.caching.store.Entry;

/** An entry in memory, and what speaks for it; known by its identity. */
final class Held<V> {

    /**
     * What was known before Redis was asked for an entry.
     *
     * @param places of the entry and of its tags
     * @param stamps their sum
     */
    @SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
    record Ticket(int[] places, long stamps) {}

    private final Entry<V> entry;
    private final Ticket ticket;

    Held(Entry<V> entry, Ticket ticket) {
        this.entry = entry;
        this.ticket = ticket;
    }

    Entry<V> entry() {
        return entry;
    }

    Ticket ticket() {
        return ticket;
    }
}
