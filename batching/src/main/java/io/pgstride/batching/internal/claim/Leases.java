package io.pgstride.batching.internal.claim;

import io.pgstride.batching.internal.run.Heartbeats;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases of one processor's batches in flight. Thread-safe; blocks for its statements.
 *
 * <p>Invariants: no lease costs another one its heartbeat. Those whose rows somebody locks take a quarter of a beat together, and a connection that
 * has gone silent is closed after half of one. A lease that was skipped as young is half over at its first beat; its second try comes
 * with a third of its time left.
 */
final class Leases<R extends Record> implements Heartbeats {
    private static final Logger LOG = LoggerFactory.getLogger("io.pgstride.batching.BatchProcessor");
    private static final int BEATS_A_LEASE = 3;
    private static final Duration LONGEST_LOCK_WAIT = Duration.ofSeconds(1);

    private final String name;
    private final Duration time;
    private final Statements<R> statements;
    private final Autocommit autocommit;
    private final Set<HeldLease<R>> inFlight = ConcurrentHashMap.newKeySet();

    Leases(String name, Duration time, Statements<R> statements, Autocommit autocommit) {
        this.name = name;
        this.time = time;
        this.statements = statements;
        this.autocommit = autocommit;
    }

    HeldLease<R> open(UUID token, List<Row<R>> rows, long nanoTime) {
        HeldLease<R> lease = new HeldLease<>(token, rows, nanoTime);
        inFlight.add(lease);
        return lease;
    }

    void close(HeldLease<R> lease) {
        inFlight.remove(lease);
    }

    /** A statement under the lease's token, while no other one runs under it. */
    void run(HeldLease<R> lease, Consumer<DSLContext> statement) {
        lease.statement().lock();
        try {
            autocommit.run(dsl -> {
                statement.accept(dsl);
                return lease;
            });
        } finally {
            lease.statement().unlock();
        }
    }

    @Override
    public Duration every() {
        return time.dividedBy(BEATS_A_LEASE);
    }

    /**
     * Leases that are younger than half a beat can wait for the next one: most batches end before they need any. Throws the last failure, when all of
     * them had their turn.
     */
    @Override
    public void beat() {
        @Nullable RuntimeException failure = null;
        for (HeldLease<R> lease : inFlight) {
            if (lease.ageNanos() >= every().toNanos() / 2 && lease.statement().tryLock()) {
                try {
                    prolong(lease);
                } catch (RuntimeException e) {
                    failure = e;
                } finally {
                    lease.statement().unlock();
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void prolong(HeldLease<R> lease) {
        List<List<String>> keys = lease.heldKeys();
        if (keys.isEmpty()) {
            return;
        }
        long start = System.nanoTime();
        Set<List<String>> missing = autocommit
                .run(silence(), dsl -> statements.prolong(dsl, keys, lease.token(), lockTimeout()))
                .missing();
        lease.prolonged(start);
        lease.lose(missing);
    }

    /** So that others may claim the rows at once. What cannot be given back comes back when the lease ends. */
    void giveBack(HeldLease<R> lease) {
        giveBack(lease, false);
    }

    /** While their handlers may work on, to whom the rows are lost. */
    void giveBackAll() {
        inFlight.forEach(lease -> giveBack(lease, true));
    }

    private void giveBack(HeldLease<R> lease, boolean lost) {
        boolean interrupted = Thread.interrupted(); // pools refuse connections to interrupted threads
        lease.statement().lock();
        try {
            List<List<String>> keys = lease.heldKeys();
            if (!keys.isEmpty()) {
                Set<List<String>> missing = autocommit
                        .run(silence(), dsl -> statements.giveBack(dsl, keys, lease.token(), lockTimeout()))
                        .missing();
                lease.settled(keys, lost ? Set.copyOf(keys) : missing);
            }
        } catch (RuntimeException e) {
            LOG.debug("BatchProcessor {}: a lease could not be given back and ends by itself", name, e);
        } finally {
            lease.statement().unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Duration silence() {
        return every().dividedBy(2);
    }

    private Duration lockTimeout() {
        Duration all = every().dividedBy(4);
        return (all.compareTo(LONGEST_LOCK_WAIT) < 0 ? all : LONGEST_LOCK_WAIT).dividedBy(Math.max(1, inFlight.size()));
    }
}
