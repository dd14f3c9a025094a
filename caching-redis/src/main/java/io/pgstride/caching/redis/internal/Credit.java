package io.pgstride.caching.redis.internal;

import io.pgstride.caching.redis.internal.Held.Ticket;
import java.nio.ByteBuffer;

/**
 * Whether what is held in memory counts. Thread-safe; what a hit asks allocates nothing and takes no lock.
 *
 * <p>{@link Tracking} has the rules. It alone begins, renews and ends service, one at a time.
 */
final class Credit {
    private final Gate gate;
    private final Stamps stamps = new Stamps();
    private volatile long until = System.nanoTime();

    Credit(Gate gate) {
        this.gate = gate;
    }

    /** Before Redis is asked. */
    Ticket ticket(int[] places) {
        return new Ticket(places, sum(places));
    }

    private long sum(int[] places) {
        return gate.number() + stamps.sum(places);
    }

    /** Whether entries are given at all. */
    boolean isServing() {
        long end = until;
        return System.nanoTime() - end < 0;
    }

    /** Whether anything was heard since the ticket. */
    boolean isUnchanged(Ticket ticket) {
        return sum(ticket.places()) == ticket.stamps();
    }

    /** Whether an entry may be given. In this order: until then all had been heard of that is too old, and now nothing of it was. */
    boolean vouchesFor(Ticket ticket) {
        return isServing() && isUnchanged(ticket);
    }

    /** This process changes something. */
    void changed(int[] places) {
        for (int place : places) {
            stamps.raise(place);
        }
    }

    /** Redis says that a key was changed. */
    void changed(ByteBuffer key) {
        Stamps.ofKey(key).ifPresent(stamps::raise);
    }

    /** Nothing counts that was asked for before. */
    void begin(long end) {
        stamps.raiseAll();
        until = end;
    }

    void renew(long end) {
        until = end;
    }

    /** Returns since when. */
    long end() {
        long now = System.nanoTime();
        until = now;
        stamps.raiseAll();
        return now;
    }

    /** How long no entries have been given; about nothing if they are. */
    long endedNanos() {
        return Math.max(0, System.nanoTime() - until);
    }
}
