package io.pgstride.core.pool;

import com.zaxxer.hikari.HikariConfig;
import io.pgstride.core.PgstrideException;
import io.pgstride.core.internal.pool.DriverProperties;
import java.util.Optional;

/**
 * A pool that counts in a {@link ConnectionBudget}: how many connections, how often, and whose. An immutable value.
 *
 * @param application the name in {@code pg_stat_activity}
 * @param size connections at most, of one instance
 * @param instances how many processes hold such a pool, those that a deployment adds for a while included
 * @param role who logs in; empty for the role that asks
 * @param database where to; empty for the database that is asked
 */
public record PlannedPool(
        String application, int size, int instances, Optional<String> role, Optional<String> database) {

    /**
     * Checks.
     *
     * @param application the name in {@code pg_stat_activity}
     * @param size at least 1
     * @param instances at least 1
     * @param role empty for the role that asks
     * @param database empty for the database that is asked
     * @throws IllegalArgumentException if size or instances is less than 1
     */
    public PlannedPool {
        if (size < 1 || instances < 1) {
            throw new IllegalArgumentException("pool " + application + " is planned with " + size + " connections in "
                    + instances + " instances; at least 1 of each is needed");
        }
    }

    /**
     * {@return the pool of a configuration} Application name, role and database are what pgjdbc makes of it and its URL.
     *
     * @param config with a {@code jdbcUrl}; not changed, and not kept
     * @param instances how many processes hold such a pool; at least 1
     * @throws PgstrideException if it has no URL of PostgreSQL, or one that pgjdbc does not read
     * @throws IllegalArgumentException if instances is less than 1
     */
    public static PlannedPool of(HikariConfig config, int instances) {
        DriverProperties driver = DriverProperties.of(config);
        return new PlannedPool(
                driver.get("ApplicationName").orElse(""),
                config.getMaximumPoolSize(),
                instances,
                driver.get("user"),
                driver.get("PGDBNAME"));
    }

    /**
     * {@return a pool of another program, of the same role and database as the one that asks}
     *
     * @param application its name in {@code pg_stat_activity}
     * @param size connections at most, of one instance; at least 1
     * @param instances how many processes hold such a pool; at least 1
     * @throws IllegalArgumentException if size or instances is less than 1
     */
    public static PlannedPool named(String application, int size, int instances) {
        return new PlannedPool(application, size, instances, Optional.empty(), Optional.empty());
    }

    /**
     * {@return the same of a role}
     *
     * @param name as the server knows it
     */
    public PlannedPool role(String name) {
        return new PlannedPool(application, size, instances, Optional.of(name), database);
    }

    /**
     * {@return the same of a database}
     *
     * @param name as the server knows it
     */
    public PlannedPool database(String name) {
        return new PlannedPool(application, size, instances, role, Optional.of(name));
    }

    /** {@return size × instances} */
    public long connections() {
        return (long) size * instances;
    }
}
