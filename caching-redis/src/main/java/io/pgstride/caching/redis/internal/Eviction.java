package io.pgstride.caching.redis.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Whether Redis drops keys when its memory is full, fences among them. Asked of it now and then, in a cluster of one of its nodes; nobody waits for that. Thread-safe. */
final class Eviction {
    /**
     * What it said.
     *
     * @param policy by which it drops keys
     * @param maximumBytes from which on
     * @param evicted how many, since it was started
     */
    record Policy(String policy, long maximumBytes, long evicted) {
        /** Empty of a server that drops none. */
        static Optional<Policy> of(Map<String, String> fields) {
            String policy = fields.getOrDefault("maxmemory_policy", "noeviction");
            long most = Long.parseLong(fields.getOrDefault("maxmemory", "0"));
            long evicted = Long.parseLong(fields.getOrDefault("evicted_keys", "0"));
            return policy.equals("noeviction") || most == 0
                    ? Optional.empty()
                    : Optional.of(new Policy(policy, most, evicted));
        }
    }

    private static final List<Call> QUESTION = List.of(Call.info("memory"), Call.info("stats"));

    private final Redis redis;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Optional<Policy> last = Optional.empty();

    Eviction(Redis redis) {
        this.redis = redis;
    }

    /** What it said last; empty too if it has not been asked yet, or may not be. Asks it again. */
    Optional<Policy> policy() {
        ask();
        return last;
    }

    void ask() {
        if (asking.compareAndSet(false, true)) {
            var unused = redis.callAnyway(QUESTION)
                    .thenAccept(answers -> last = Policy.of(Info.fields(answers)))
                    .whenComplete((done, failure) -> asking.set(false));
        }
    }
}
