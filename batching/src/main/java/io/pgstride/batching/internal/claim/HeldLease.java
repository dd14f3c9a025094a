package io.pgstride.batching.internal.claim;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jooq.Record;

/**
 * The lease of one claim. Thread-safe.
 *
 * <p>Invariants: a row is held until it is settled, given back or lost; all statements under this token run one after the other under
 * {@link #statement}, as two that lock the same rows in different orders would deadlock, and as a heartbeat must not take a row that
 * is being acknowledged for a lost one.
 */
final class HeldLease<R extends Record> {
    private final UUID token;
    private final ReentrantLock statement = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<List<String>, Row<R>> held = new LinkedHashMap<>();
    private final Map<List<String>, Row<R>> lost = new LinkedHashMap<>();
    private volatile long begun;

    /** The rows are held from a reading of {@link System#nanoTime()} on, taken before they were claimed. */
    HeldLease(UUID token, List<Row<R>> rows, long nanoTime) {
        this.token = token;
        this.begun = nanoTime;
        rows.forEach(row -> held.put(row.key(), row));
    }

    UUID token() {
        return token;
    }

    ReentrantLock statement() {
        return statement;
    }

    /** How long ago it was taken or prolonged. */
    long ageNanos() {
        return System.nanoTime() - begun;
    }

    void prolonged(long nanoTime) {
        begun = nanoTime;
    }

    boolean isHeld(Row<R> row) {
        return locked(() -> held.containsKey(row.key()));
    }

    boolean isLost(Row<R> row) {
        return locked(() -> lost.containsKey(row.key()));
    }

    List<List<String>> heldKeys() {
        return locked(() -> List.copyOf(held.keySet()));
    }

    List<Row<R>> lost() {
        return locked(() -> List.copyOf(lost.values()));
    }

    /** These are held no more; those that are missing are lost. */
    void settled(Collection<List<String>> keys, Set<List<String>> missing) {
        locked(() -> {
            lose(missing);
            return held.keySet().removeAll(new HashSet<>(keys));
        });
    }

    /** Another one has them, or may. */
    void lose(Set<List<String>> keys) {
        locked(() -> {
            held.forEach((key, row) -> {
                if (keys.contains(key)) {
                    lost.put(key, row);
                }
            });
            return held.keySet().removeAll(keys);
        });
    }

    private <T> T locked(java.util.function.Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
