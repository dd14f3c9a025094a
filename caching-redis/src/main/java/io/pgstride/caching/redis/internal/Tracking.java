package io.pgstride.caching.redis.internal;

import io.pgstride.caching.redis.internal.Held.Ticket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of what changes in Redis, and so keeps the {@link Credit} of what is held in memory. Thread-safe.
 *
 * <p>What it relies on and keeps:
 *
 * <ol>
 *   <li>An entry counts as long as its {@link Ticket} does: the stamps of its key, of its tags and of everything, and the number of the outbox's {@link Gate}. They only rise, and were read
 *       before Redis was asked. So whatever is heard of a change since the question ends the entry, even if the answer comes only after that.
 *   <li>What was changed before a ping was sent is heard of before its answer is. Redis appends what it has to say of changes at the end of each turn of its loop; so it is
 *       said before the answers of any later turn. In the turn of the ping itself it is said after the answer; but the ping had been sent when that turn began, hence before
 *       the change. (Redis that reads by threads of its own may take up a ping in the turn in which it arrives; then this is late by what is left of that turn.) One
 *       connection keeps the order, and Lettuce hands both over as it reads them, on one thread.
 *   <li>So entries may be given until a bound after the sending of the last ping that was answered, of the master that is furthest behind: what is stale then has been so for less
 *       than that bound. The clock is asked at each hit. A link that is half open, a timer that is late, a process that stood still end this by doing nothing.
 *   <li>A ping asks whether this very connection hears of changes. One that Lettuce has made again by itself does not.
 *   <li>With the first trouble of any kind a {@link Session} is over for good, and nothing counts until another one has each master's word, and has found that these are the servers
 *       that commands go to. What is held then, or was asked for meanwhile, does not count: everything's stamp is raised.
 *   <li>What this process changes it stamps before Redis is told, and again when Redis has answered or has not, as somebody may have asked in between: who comes after that is
 *       not given what was.
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

    private final String prefix;
    private final Redis redis;
    private final Duration bound;
    private final Duration pause;
    private final Credit credit;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Near> nears = new HashSet<>();
    private @Nullable Session session;
    private boolean serving;
    private int failures;
    private long nextTry = System.nanoTime();
    private boolean closed;
    private String trouble = "it is being connected";

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
        this.pause = bound.dividedBy(PINGS);
        this.credit = new Credit(redis.gate());
        this.ticker = new Ticker("pgstride-near-" + prefix, pause, this::tick);
        redis.watchToo(there -> {
            if (!there) {
                end("the connection to Redis is gone");
            }
        });
    }

    /** For those who hold entries. */
    Credit credit() {
        return credit;
    }

    /** From now on, its changes too are heard of. */
    void join(Near near) {
        lock.lock();
        try {
            nears.add(near);
            end("another cache has joined");
        } finally {
            lock.unlock();
        }
        ticker.soon(this::tick);
    }

    void leave(Near near) {
        lock.lock();
        try {
            if (nears.remove(near) && nears.isEmpty()) {
                end("no cache is left");
            }
        } finally {
            lock.unlock();
        }
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
        if (current != null && begins) {
            current.begin();
        } else if (current != null) {
            current.ping();
        }
    }

    /** Each master of the session has given its word. */
    void begun(Session by) {
        lock.lock();
        try {
            if (session == by) {
                credit.begin(by.pinged() + bound.toNanos());
                serving = true;
                if (failures >= LASTING) {
                    LOG.info("Redis of '{}' tells of changes again: near caches are used", prefix);
                }
                failures = 0;
            }
        } finally {
            lock.unlock();
        }
    }

    /** A master has answered a ping. */
    void renewed(Session by) {
        lock.lock();
        try {
            if (session == by && serving) {
                credit.renew(by.pinged() + bound.toNanos());
            }
        } finally {
            lock.unlock();
        }
    }

    /** There is trouble with a session. */
    void failed(Session by, String why) {
        lock.lock();
        try {
            if (session != by) {
                return;
            }
            failures = serving ? 0 : failures + 1;
            if (failures == LASTING) {
                LOG.warn(
                        "Redis of '{}' does not tell of changes ({}): near caches are bypassed, and it is tried again",
                        prefix,
                        why);
            }
            end(why);
        } finally {
            lock.unlock();
        }
    }

    private void end(String why) {
        lock.lock();
        try {
            Session last = session;
            if (last == null) {
                return;
            }
            session = null;
            serving = false;
            trouble = why;
            nextTry = credit.end() + pause.toNanos() * Math.min(failures, LONGEST_PAUSE);
            last.close();
            List<Near> held = List.copyOf(nears);
            ticker.soon(() -> {
                held.forEach(Near::clear);
                tick();
            });
        } finally {
            lock.unlock();
        }
    }

    /** Why entries are not given, if that is so for a while. */
    Optional<String> trouble() {
        lock.lock();
        try {
            return credit.endedNanos() > bound.toNanos() && !nears.isEmpty() ? Optional.of(trouble) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is somebody who holds entries and may not give them. */
    boolean isBypassed() {
        lock.lock();
        try {
            return !credit.isServing() && !nears.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread and the connections. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            end("the backend is closed");
        } finally {
            lock.unlock();
        }
        ticker.close();
    }
}
