package io.pgstride.routing.internal.host;

import io.pgstride.routing.HostRole;
import io.pgstride.routing.HostState;
import io.pgstride.routing.HostStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/** One host: its pool, what its monitor last read, and what is handed out of it. Thread-safe. */
public final class Host {
    private static final double SLOW_START_FLOOR = 0.1;

    /** Added to what hosts take, so that a first read that was slow by itself does not turn reads away for long. */
    private static final double UNFELT_NANOS = 1e6;

    private final String name;
    private final double weight;
    private final HostPool pool;
    private final long slowStartNanos;
    private final PeakEwma latency = new PeakEwma();
    private final Set<Lease> leases = ConcurrentHashMap.newKeySet();
    private final OpenSince openSince = new OpenSince();

    /** Who has a connection or waits for one. */
    private final AtomicInteger users = new AtomicInteger();

    private volatile Reading reading = Reading.NONE;
    private volatile long upSince;
    private volatile boolean retired;

    /** By the server's word on a connection; once, as a pooler goes on telling what it heard when it first connected. */
    private volatile Reading contradicted = Reading.NONE;

    /** When it was last seen to fail, on the monotonic clock; 0 if never. */
    private volatile long failedAt;

    private volatile Runnable wake = () -> {};

    /** With a pool that it closes where it is the router's. */
    public Host(String name, double weight, HostPool pool, Duration slowStart) {
        this.name = name;
        this.weight = weight;
        this.pool = pool;
        this.slowStartNanos = slowStart.toNanos();
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** What is known of it now. */
    public Reading reading() {
        return reading;
    }

    void read(Reading now) {
        if (now.state() == HostState.UP && reading.state() != HostState.UP) {
            upSince = System.nanoTime();
        }
        reading = now;
    }

    void onWake(Runnable action) {
        wake = action;
    }

    /** Has it probed soon rather than at its next turn. */
    public void wake() {
        wake.run();
    }

    /** How many connections its pool may have; 0 where that is not known. */
    public int poolSize() {
        return pool.size();
    }

    /** Whether its pool's connections begin in autocommit mode. */
    public boolean autoCommit() {
        return pool.autoCommit();
    }

    /** A connection of it broke or was not to be had: it is left alone until its monitor, which looks at once, has had an answer. */
    public void suspect() {
        failedAt = System.nanoTime();
        wake();
    }

    /** Whether it has not answered since it was last seen to fail; a pool would wait for its own timeout there. */
    public boolean isSuspect() {
        long since = failedAt;
        return since != 0 && reading.askedAt() - since < 0;
    }

    /** Whether its monitor has had an answer to what it asked after that time on the monotonic clock. */
    public boolean hasAnsweredSince(long time) {
        return reading.askedAt() - time >= 0;
    }

    /** Its part of the reads beside others, by weight and by how long it has been up. */
    public double share(long now) {
        return weight * Math.max(SLOW_START_FLOOR, warmth(now));
    }

    /** How much a read here would cost beside one elsewhere; of no unit. */
    public double cost(long now) {
        return (latency.nanos(now) + UNFELT_NANOS) * (users.get() + 1);
    }

    /** Whether its pool has a connection that nobody of the router has or waits for; true where its size is not known. */
    public boolean hasRoom() {
        return pool.size() == 0 || users.get() < pool.size();
    }

    private double warmth(long now) {
        return slowStartNanos == 0 ? 1 : Math.min(1, (double) (now - upSince) / slowStartNanos);
    }

    /**
     * Takes a connection of the pool, blocking as that does. Whether the host serves is looked at again then, as it may have been deposed or restarted meanwhile.
     *
     * @param atEnd run once, when the lease ends or where there is none
     * @return null where it does not serve any more
     */
    public @Nullable Lease lease(Demand demand, Runnable atEnd) throws SQLException {
        Lease lease = taken(atEnd);
        leases.add(lease);
        boolean serves = false;
        try {
            serves = serves(lease, demand);
        } finally {
            if (!serves) {
                lease.end();
            }
        }
        return serves ? lease : null;
    }

    private Lease taken(Runnable atEnd) throws SQLException {
        users.incrementAndGet();
        Lease lease = null;
        try {
            Connection connection = pool.take();
            try {
                lease = new Lease(this, connection, connection.unwrap(BaseConnection.class), atEnd);
            } finally {
                if (lease == null) {
                    connection.close();
                }
            }
            return lease;
        } finally {
            if (lease == null) {
                left();
                atEnd.run();
            }
        }
    }

    /** The lease is among the others already, so that who deposes the host breaks it, or it is seen here. */
    private boolean serves(Lease lease, Demand demand) throws SQLException {
        Reading now = reading;
        lease.reading(now);
        if (!demand.isMetBy(now)) {
            return false;
        }
        if (demand.writes() && lease.isInHotStandby(false) && lease.isInRecovery()) {
            pool.evict();
            wake();
            return false;
        }
        if (now.isReplica() && demand.hasLimits() && lease.isYoungerThan(now, openSince) && lease.isBehind(now.lsn())) {
            suspect();
            return false;
        }
        return true;
    }

    /** Whether its connection may have been opened after a probe. */
    boolean isYounger(Lease lease, Reading probed) {
        return lease.isYoungerThan(probed, openSince);
    }

    /** Before the connection is given back to the pool. */
    void ending(Lease lease) {
        Reading now = reading;
        boolean replica = now.role() == HostRole.REPLICA;
        if (lease.isBroken()) {
            pool.discard(lease.connection());
            suspect();
        } else if (lease.isInHotStandby(replica) != replica && !now.isOfSameTime(contradicted)) {
            contradicted = now;
            wake();
        }
    }

    /** After it was. */
    void ended(Lease lease, long begun) {
        leases.remove(lease);
        observe(begun);
        left();
    }

    private void left() {
        if (users.decrementAndGet() == 0 && retired) {
            pool.close();
        }
    }

    /** It has answered what it was asked then. */
    void probed(long askedAt) {
        observe(askedAt);
    }

    private void observe(long begun) {
        long now = System.nanoTime();
        latency.observe(now - begun, now);
    }

    /** Its connections are of no use any more: those that are idle go, and those in use where nobody would be told otherwise. */
    void evict(boolean abortUsed) {
        pool.evict();
        if (abortUsed) {
            leases.forEach(Lease::abortSoon);
        }
    }

    /** Closes the pool when the last connection is back. */
    void retire() {
        retired = true;
        pool.evict();
        if (!isUsed()) {
            pool.close();
        }
    }

    boolean isUsed() {
        return users.get() > 0;
    }

    /** Closes the pool, whoever uses it. */
    public void close() {
        pool.close();
    }

    /** For people and for gauges. */
    public HostStatus status(Optional<Long> primaryPosition) {
        return reading.status(name, leases.size(), primaryPosition);
    }
}
