package io.pgstride.core.internal.pool;

import io.pgstride.core.pool.ConnectionRoom;
import io.pgstride.core.pool.PlannedPool;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jooq.DSLContext;
import org.jooq.Record;

/**
 * The sessions of a server at one moment, and its settings.
 *
 * @param settings what is allowed, and who asks
 * @param open how many there are, by whose
 */
public record Sessions(Settings settings, Map<Owner, Long> open) {
    private static final String SETTINGS = """
            SELECT current_setting('max_connections')::int,
                   current_setting('superuser_reserved_connections')::int
                       + coalesce(current_setting('reserved_connections', true)::int, 0),
                   session_user::text, current_database()::text""";

    /** Those that count for max_connections. The kind of other roles' sessions is hidden from a role without pg_read_all_stats. */
    private static final String OPEN = """
            SELECT coalesce(application_name, ''), usename::text, datname::text, count(*)
              FROM pg_stat_activity
             WHERE datid IS NOT NULL AND usesysid IS NOT NULL AND coalesce(backend_type, 'client backend') = 'client backend'
             GROUP BY 1, 2, 3""";

    /** Whose sessions. */
    record Owner(String application, String role, String database) {}

    /** The server's, without those of roles and databases. */
    record Settings(int maxConnections, int reserved, String role, String database) {
        private static Settings of(Record row) {
            return new Settings(
                    row.get(0, Integer.class),
                    row.get(1, Integer.class),
                    row.get(2, String.class),
                    row.get(3, String.class));
        }

        private Owner ownerOf(PlannedPool pool) {
            return new Owner(
                    pool.application(),
                    pool.role().orElse(role),
                    pool.database().orElse(database));
        }
    }

    /** Two queries. */
    public static Sessions read(DSLContext dsl) {
        Settings settings = Settings.of(dsl.fetchSingle(SETTINGS));
        Map<Owner, Long> open = new LinkedHashMap<>();
        for (Record row : dsl.fetch(OPEN)) {
            Owner owner = new Owner(row.get(0, String.class), String.valueOf(row.get(1)), String.valueOf(row.get(2)));
            open.merge(owner, row.get(3, Long.class), Long::sum);
        }
        return new Sessions(settings, open);
    }

    /** The room for pools under each limit; one query. */
    public List<ConnectionRoom> rooms(DSLContext dsl, List<PlannedPool> pools) {
        List<ConnectionRoom> rooms = new ArrayList<>();
        rooms.add(room("max_connections", settings.maxConnections(), settings.reserved(), pools, owner -> true));
        List<Owner> owners = pools.stream().map(settings::ownerOf).toList();
        for (OwnLimit limit : OwnLimit.read(dsl, owners)) {
            rooms.add(room(limit.subject(), limit.connections(), 0, pools, limit::holds));
        }
        return rooms;
    }

    private ConnectionRoom room(
            String subject, int limit, int reserved, List<PlannedPool> pools, Predicate<Owner> counts) {
        List<PlannedPool> counted = pools.stream()
                .filter(pool -> counts.test(settings.ownerOf(pool)))
                .toList();
        Map<Owner, Long> others = new HashMap<>(open);
        others.keySet().removeIf(counts.negate());
        counted.forEach(pool -> others.computeIfPresent(
                settings.ownerOf(pool), (owner, count) -> Math.max(0, count - pool.connections())));
        return new ConnectionRoom(subject, limit, reserved, counted, byApplication(others));
    }

    /** Most first, then by name. */
    private static Map<String, Long> byApplication(Map<Owner, Long> counts) {
        Map<String, Long> sums = new TreeMap<>();
        counts.forEach((owner, count) -> sums.merge(owner.application(), count, Long::sum));
        Map<String, Long> sorted = new LinkedHashMap<>();
        sums.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }
}
