package io.pgstride.caching.redis.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.pgstride.caching.store.Fence;
import io.pgstride.caching.store.StoredNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Redis as an outbox sees it. Thread-safe; blocks, for as long as a command may take. */
public final class OutboxTarget {
    private static final Logger LOG = LoggerFactory.getLogger("io.pgstride.caching.redis.OutboxRelay");
    private static final long MARKED_MILLIS = Duration.ofDays(30).toMillis();
    private static final int AT_ONCE = 500;

    private final Redis redis;
    private final String prefix;
    private final Duration patience;
    private final AtomicBoolean taken = new AtomicBoolean();

    /** Over the Redis of a backend. */
    public OutboxTarget(Redis redis, String prefix, Duration timeout) {
        this.redis = redis;
        this.prefix = prefix;
        this.patience = timeout.multipliedBy(2);
    }

    /** For the one outbox of a backend, once. */
    public void take() {
        if (!taken.compareAndSet(false, true)) {
            throw new IllegalStateException(
                    "the backend with prefix '" + prefix
                            + "' has, or had, an outbox: one relay serves all of its caches; build another backend for another one");
        }
    }

    /** The beginning of all keys. */
    public String prefix() {
        return prefix;
    }

    /** What its names are of. */
    public Object place() {
        return redis;
    }

    /** What lets answers pass. */
    public Gate gate() {
        return redis.gate();
    }

    /** Closes the gate, now and whenever the connection is gone; tells whenever it is there, and when it is gone. */
    public void guard(Consumer<Boolean> connected) {
        redis.guard(connected);
    }

    /** Whether it is worth a try. */
    public boolean answers() {
        return !redis.isLeftAlone();
    }

    /** The masters that answer; nothing where none can be asked, which says nothing about them. */
    public Optional<Set<Incarnation>> masters() {
        return answer(redis.masters());
    }

    /** Up to where the invalidations of the database were replayed to each of those masters, in microseconds of its clock; nothing where that cannot be asked. */
    public Optional<Map<Incarnation, Long>> replayed(Set<Incarnation> masters) {
        List<Incarnation> asked = List.copyOf(masters);
        return answer(redis.getAnyway(asked.stream().map(this::marker).toList()))
                .map(values -> {
                    Map<Incarnation, Long> times = new HashMap<>();
                    for (int i = 0; i < asked.size(); i++) {
                        byte[] value = values.get(i);
                        String digits = value == null ? "" : new String(value, ISO_8859_1);
                        if (digits.matches("[0-9]{1,18}")) {
                            times.put(asked.get(i), Long.parseLong(digits));
                        }
                    }
                    return times;
                });
    }

    /** Notes that all was replayed; returns whether Redis has heard. */
    public boolean markReplayed(Set<Incarnation> masters, long micros) {
        List<Call> calls = masters.stream()
                .map(master -> Call.set(marker(master), Long.toString(micros), MARKED_MILLIS))
                .toList();
        return answer(redis.callAnyway(calls)).isPresent();
    }

    /** Any key will do that is another one for each life of a master; in a cluster it need not be that master's own. */
    private String marker(Incarnation master) {
        return prefix + ":{" + master.runId() + ":" + master.replicationId() + "}:r";
    }

    /** Invalidates what was named; returns whether Redis has heard of all of it. What is no name is left out. */
    public boolean invalidate(StoredNames names, Fence fence) {
        byte[] fenceMillis = Call.number(Math.max(1, names.fenceTime().toMillis()));
        List<Call> calls = new ArrayList<>();
        for (String name : names.entries()) {
            DurableNames.entry(prefix, name)
                    .ifPresentOrElse(
                            entry -> calls.add(Invalidating.entry(entry, fence, fenceMillis)), OutboxTarget::noName);
        }
        for (String name : names.tags()) {
            DurableNames.tag(prefix, name)
                    .ifPresentOrElse(tag -> calls.add(Invalidating.tag(tag, fence, fenceMillis)), OutboxTarget::noName);
        }
        for (int from = 0; from < calls.size(); from += AT_ONCE) {
            if (answer(redis.callAnyway(calls.subList(from, Math.min(calls.size(), from + AT_ONCE))))
                    .isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private static void noName() {
        LOG.warn(
                "OutboxRelay: a row has a text that names no entry, and is passed over; somebody else writes to the table");
    }

    private <T> Optional<T> answer(CompletableFuture<T> question) {
        try {
            return Optional.of(question.copy()
                    .orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS)
                    .join());
        } catch (CompletionException e) {
            LOG.debug("OutboxRelay: Redis has not answered", e);
            return Optional.empty();
        }
    }
}
