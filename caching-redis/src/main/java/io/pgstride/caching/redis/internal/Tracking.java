package io.pgstride.caching.redis.internal;

import io.pgstride.caching.redis.internal.Held.Ticket;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether what is held in memory counts, by what the masters of Redis say of changes. Thread-safe.
 *
 * <p>What it relies on and keeps:
 *
 * <ol>
 *   <li>An entry counts as long as its {@link Ticket} does: the stamps of its key, of its tags and of everything, and the number of the outbox's {@link Gate}. They only rise, and were read
 *       before Redis was asked. So whatever is heard of a change since the question ends the entry, even if the answer comes only after that.
 *   <li>What was changed before a ping was sent is heard of before its answer is. Redis appends what it has to say of changes at the end of each turn of its loop; so it is
 *       said before the answers of any later turn. In the turn of the ping itself it is said after the answer; but the ping had been sent when that turn began, hence before the
 *       change. One connection keeps the order, and Lettuce hands both over as it reads them, on one thread.
 *   <li>So entries may be given until a bound after the sending of the last ping that was answered, of the master that is furthest behind: what is stale then has been so for less
 *       than that bound. The clock is asked at each hit. A link that is half open, a timer that is late, a process that stood still end this by doing nothing.
 *   <li>A ping asks whether this very connection hears of changes. One that Lettuce has made again by itself does not.
 *   <li>With the first trouble of any kind a {@link Session} is over for good, and nothing counts until another one has each master's word, and has found that these are the servers
 *       that commands go to. What is held then, or was asked for meanwhile, does not count: everything's stamp is raised.
 *   <li>What this process changes it stamps before Redis is told, so that nobody here is given it while Redis is being told, and again when Redis has answered or has not, as somebody may have
 *       asked in between.
 * </ol>
 *
 * <p>So nothing is given that Redis would not have given less than the bound before.
 */
final class Tracking implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.pgstride.caching.redis.RedisBackend");
    private static final int PINGS = 3;
    private static final int LONGEST_PAUSE = 8;

    /** Connections come and go; the log has what lasts. */
    private static final int LASTING = 2;

    private static final long END_SECONDS = 5;

    private final String prefix;
    private final Redis redis;
    private final Duration bound;
    private final Stamps stamps = new Stamps();
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Near> nears = new HashSet<>();
    private @Nullable ScheduledThreadPoolExecutor thread;
    private @Nullable Session session;
    private boolean serving;
    private int failures;
    private long nextTry = System.nanoTime();
    private boolean closed;
    private volatile String trouble = "it is being connected";
    private volatile long until = System.nanoTime();

    /** Whoever holds entries. */
    interface Near {
        /** What its keys begin with. */
        String beginning();

        /** Nothing of what is held counts any more. */
        void clear();
    }

    Tracking(String prefix, Redis redis, Duration bound) {
        this.prefix = prefix;
        this.redis = redis;
        this.bound = bound;
        redis.watchToo(there -> {
            if (!there) {
                end("the connection to Redis is gone");
            }
        });
    }

    /** Before Redis is asked. */
    Ticket ticket(int[] places) {
        return new Ticket(places, stampsOf(places));
    }

    private long stampsOf(int[] places) {
        return redis.gate().number() + stamps.sum(places);
    }

    /** Whether entries are given at all. */
    boolean isServing() {
        long end = until;
        return System.nanoTime() - end < 0;
    }

    /** Whether anything was heard since. */
    boolean isUnchanged(Ticket ticket) {
        return stampsOf(ticket.places()) == ticket.stamps();
    }

    /** Whether an entry may be given. In this order: what was heard since then, not before, tells whether it is as it was. */
    boolean vouchesFor(Ticket ticket) {
        return isServing() && isUnchanged(ticket);
    }

    /** This process changes something. */
    void changed(int[] places) {
        for (int place : places) {
            stamps.raise(place);
        }
    }

    Stamps stamps() {
        return stamps;
    }

    /** From now on, its changes too are heard of. */
    void join(Near near) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            nears.add(near);
            if (thread == null) {
                thread = thread();
            }
        } finally {
            lock.unlock();
        }
        end("another cache has joined");
        soon(this::tick);
    }

    void leave(Near near) {
        lock.lock();
        try {
            nears.remove(near);
            if (!nears.isEmpty()) {
                return;
            }
        } finally {
            lock.unlock();
        }
        end("no cache is left");
    }

    private ScheduledThreadPoolExecutor thread() {
        ScheduledThreadPoolExecutor one = new ScheduledThreadPoolExecutor(1, task -> {
            Thread named = new Thread(task, "pgstride-near-" + prefix);
            named.setDaemon(true);
            return named;
        });
        long pause = bound.dividedBy(PINGS).toNanos();
        var unused = one.scheduleAtFixedRate(this::tick, pause, pause, TimeUnit.NANOSECONDS);
        return one;
    }

    /** Pings, or begins anew. */
    private void tick() {
        Session current;
        boolean begins;
        lock.lock();
        try {
            begins = session == null && !closed && !nears.isEmpty() && System.nanoTime() - nextTry >= 0;
            if (begins) {
                Set<String> beginnings = nears.stream().map(Near::beginning).collect(Collectors.toSet());
                session = new Session(this, redis, beginnings, bound);
            }
            current = session;
        } finally {
            lock.unlock();
        }
        if (begins && current != null) {
            current.begin();
        } else if (current != null) {
            current.ping();
        }
    }

    /** Each master of the session has given its word. */
    void begun(Session by) {
        boolean again;
        lock.lock();
        try {
            if (session != by) {
                return;
            }
            again = failures >= LASTING;
            failures = 0;
            stamps.raiseAll();
            serving = true;
            until = by.pinged() + bound.toNanos();
        } finally {
            lock.unlock();
        }
        if (again) {
            LOG.info("Redis of '{}' tells of changes again: near caches are used", prefix);
        }
    }

    /** Masters have answered a ping. */
    void renewed(Session by) {
        lock.lock();
        try {
            if (session == by && serving) {
                until = by.pinged() + bound.toNanos();
            }
        } finally {
            lock.unlock();
        }
    }

    private void end(String why) {
        Session current;
        lock.lock();
        try {
            current = session;
        } finally {
            lock.unlock();
        }
        if (current != null) {
            ended(current, why);
        }
    }

    /** There is trouble. */
    void ended(Session by, String why) {
        boolean first;
        lock.lock();
        try {
            if (session != by) {
                return;
            }
            session = null;
            until = System.nanoTime();
            stamps.raiseAll();
            trouble = why;
            failures = serving ? 0 : failures + 1;
            first = failures == LASTING && !closed && !nears.isEmpty();
            long pause = bound.dividedBy(PINGS).toNanos();
            nextTry = until + (serving ? 0 : pause * Math.min(failures, LONGEST_PAUSE));
            serving = false;
        } finally {
            lock.unlock();
        }
        by.close();
        soon(() -> {
            nearsNow().forEach(Near::clear);
            tick();
        });
        if (first) {
            LOG.warn(
                    "Redis of '{}' does not tell of changes ({}): near caches are bypassed, and it is tried again",
                    prefix,
                    why);
        }
    }

    private Collection<Near> nearsNow() {
        lock.lock();
        try {
            return Set.copyOf(nears);
        } finally {
            lock.unlock();
        }
    }

    private void soon(Runnable task) {
        ScheduledThreadPoolExecutor one;
        lock.lock();
        try {
            one = thread;
        } finally {
            lock.unlock();
        }
        if (one != null) {
            try {
                one.execute(task);
            } catch (RejectedExecutionException e) {
                LOG.trace("Near caches of '{}' are closed", prefix);
            }
        }
    }

    /** Why entries are not given, if that is so for a while. */
    Optional<String> trouble() {
        boolean lasts = System.nanoTime() - until > bound.toNanos();
        return lasts && !nearsNow().isEmpty() ? Optional.of(trouble) : Optional.empty();
    }

    /** Whether there is somebody who holds entries and may not give them. */
    boolean isBypassed() {
        return !isServing() && !nearsNow().isEmpty();
    }

    /** Ends the thread and the connections. */
    @Override
    public void close() {
        ScheduledThreadPoolExecutor last;
        lock.lock();
        try {
            closed = true;
            last = thread;
        } finally {
            lock.unlock();
        }
        end("the backend is closed");
        if (last == null) {
            return;
        }
        last.shutdownNow();
        try {
            var unused = last.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
