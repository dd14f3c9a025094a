package io.pgstride.benchmarks.caching.l2;

import io.pgstride.benchmarks.caching.Profile;
import io.pgstride.benchmarks.caching.ProfileTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;

/** Reads of the table for those whose interfaces know no SQL. */
final class Loads {
    /** The time to live of entries. */
    static final Duration EXPIRY = Duration.ofMinutes(10);

    private Loads() {}

    static Map<Long, Profile> of(ProfileTable table, Collection<Long> users) {
        try {
            return table.load(users);
        } catch (SQLException e) {
            throw new IllegalStateException("profiles cannot be read", e);
        }
    }
}
