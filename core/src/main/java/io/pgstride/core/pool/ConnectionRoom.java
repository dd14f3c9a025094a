package io.pgstride.core.pool;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The connections of one limit: how many there may be, who plans them, how many others hold. An immutable value.
 *
 * @param subject {@code max_connections}, {@code role NAME} or {@code database NAME}
 * @param limit of the server, role or database
 * @param reserved connections of the limit that are kept for superusers and, from PostgreSQL 16 on, for roles with
 *     {@code pg_use_reserved_connections}; 0 for roles and databases
 * @param pools the planned ones that count for it
 * @param others connections open beyond the plan, by the application's name, most first; what a planned application has beyond its plan is among
 *     them
 */
public record ConnectionRoom(
        String subject, int limit, int reserved, List<PlannedPool> pools, Map<String, Long> others) {

    /**
     * Copies.
     *
     * @param subject what has the limit
     * @param limit 0 or more
     * @param reserved 0 or more
     * @param pools copied
     * @param others copied in its order
     */
    public ConnectionRoom {
        pools = List.copyOf(pools);
        others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    }

    /** {@return the limit without what is reserved, at least 0} */
    public int available() {
        return Math.max(0, limit - reserved);
    }

    /** {@return size × instances of all pools} */
    public long planned() {
        return pools.stream().mapToLong(PlannedPool::connections).sum();
    }

    /** {@return all that others hold} */
    public long othersTotal() {
        return others.values().stream().mapToLong(Long::longValue).sum();
    }

    /** {@return whether the pools alone exceed it} */
    public boolean isOvercommitted() {
        return planned() > available();
    }

    /** {@return whether the pools exceed it together with what others hold at the moment} */
    public boolean isTight() {
        return planned() + othersTotal() > available();
    }
}
