package io.pgstride.caching.redis.internal.outbox;

import io.pgstride.caching.redis.internal.Gate;
import io.pgstride.caching.redis.internal.Incarnation;
import io.pgstride.caching.redis.internal.OutboxTarget;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether Redis holds all that was invalidated; until it does, its gate is closed. Thread-safe.
 *
 * <p>What it relies on and keeps:
 *
 * <ol>
 *   <li>A server that was started again, or promoted, is another {@link Incarnation}. One and the same loses nothing while it lives, but for what is flushed or evicted.
 *   <li>A mark in Redis says up to when the outbox was replayed to an incarnation. It is named by it, so that the data of an earlier life bring none for this one. A mark
 *       that is gone, as of a Redis that was flushed, costs a replay.
 *   <li>The gate closes when the connection is gone, before there is another one, and when a check meets an incarnation that this process has not verified. It opens when
 *       each master that answers has a mark, and this process has replayed, since it met it, what was written after the mark: that it may have told the master before
 *       only. What was written before this process began it has told nobody.
 *   <li>The gate opens only if the connection was there all the time since the check began.
 *   <li>Who does not answer changes nothing: neither are its answers believed, as there are none.
 * </ol>
 *
 * <p>So after a replay each entry that was invalidated by a row that is kept is gone, or was loaded behind it: its lease has ended, its fence stands. Order does not
 * matter, as each of these only takes away.
 */
final class Watch {
    private static final Logger LOG = LoggerFactory.getLogger("io.pgstride.caching.redis.OutboxRelay");

    private final OutboxTarget target;
    private final Replay replay;
    private final ReentrantLock checking = new ReentrantLock();
    private final long born = System.nanoTime();
    private Set<Incarnation> verified = Set.of();
    private volatile long closedSince = System.nanoTime();

    Watch(OutboxTarget target, Replay replay) {
        this.target = target;
        this.replay = replay;
    }

    /** Looks at Redis, and replays if need be; blocks. Does nothing while another thread does so. */
    void check() {
        if (!checking.tryLock()) {
            return;
        }
        try {
            Gate gate = target.gate();
            long seen = gate.number();
            Optional<Set<Incarnation>> masters = target.masters();
            Optional<Map<Incarnation, Long>> marks = masters.flatMap(target::replayed);
            if (masters.isPresent() && marks.isPresent()) {
                judge(gate, seen, masters.get(), marks.get());
            }
            if (gate.isOpen()) {
                closedSince = System.nanoTime();
            }
        } finally {
            checking.unlock();
        }
    }

    /** How long the gate has been closed; about nothing if it is open. */
    Duration closedFor() {
        return target.gate().isOpen() ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - closedSince);
    }

    private void judge(Gate gate, long seen, Set<Incarnation> masters, Map<Incarnation, Long> marks) {
        boolean marked = marks.keySet().containsAll(masters);
        if (!masters.isEmpty() && marked && verified.containsAll(masters)) {
            gate.open(seen);
            return;
        }
        long number = gate.close(seen);
        if (!masters.isEmpty() && replayed(masters, marked ? Collections.min(marks.values()) : Replay.ALL)) {
            Set<Incarnation> known = new HashSet<>(verified);
            known.addAll(masters);
            verified = known;
            gate.open(number);
        }
    }

    private boolean replayed(Set<Incarnation> masters, long mark) {
        long begun = System.nanoTime();
        OptionalLong until = replay.since(mark, Duration.ofNanos(begun - born));
        if (until.isEmpty() || !target.markReplayed(masters, until.getAsLong())) {
            return false;
        }
        LOG.info(
                "OutboxRelay: Redis of '{}' is not the one that it was, or is new here; invalidations were replayed in {}",
                target.prefix(),
                Duration.ofNanos(System.nanoTime() - begun));
        return true;
    }
}
