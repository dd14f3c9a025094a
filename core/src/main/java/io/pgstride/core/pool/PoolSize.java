package io.pgstride.core.pool;

/**
 * How many connections a database server serves best at once. A place to start measuring from. An immutable value.
 *
 * @param connections in use at the same time, of all programs together; at least 1
 * @see <a href="https://wiki.postgresql.org/wiki/Number_Of_Database_Connections">PostgreSQL wiki: Number Of Database Connections</a>
 * @see <a href="https://github.com/brettwooldridge/HikariCP/wiki/About-Pool-Sizing">HikariCP: About Pool Sizing</a>
 */
public record PoolSize(int connections) {

    /**
     * Checks.
     *
     * @param connections at least 1
     * @throws IllegalArgumentException if it is less
     */
    public PoolSize {
        if (connections < 1) {
            throw new IllegalArgumentException("a pool of " + connections + " connections serves nobody; at least 1");
        }
    }

    /**
     * {@return {@code cores * 2 + spindles}}
     *
     * @param cores of the machine that the database runs on, without hyper-threads; 1 to 10,000
     * @param spindles disks that its data is read from: 0 if it is all in memory, 1 for an SSD; 0 to 10,000
     * @throws IllegalArgumentException if one of them is out of range
     */
    public static PoolSize of(int cores, int spindles) {
        if (cores < 1 || cores > 10_000 || spindles < 0 || spindles > 10_000) {
            throw new IllegalArgumentException(cores + " cores and " + spindles
                    + " spindles are no database server; give 1 to 10000 cores and 0 to 10000 spindles");
        }
        return new PoolSize(cores * 2 + spindles);
    }

    /**
     * {@return the share of one of several pools, rounded down, and 1 where there are more pools than connections}
     *
     * @param instances pools that share the database; at least 1
     * @throws IllegalArgumentException if it is less
     */
    public int over(int instances) {
        if (instances < 1) {
            throw new IllegalArgumentException("instances is " + instances + "; at least 1 is needed");
        }
        return Math.max(1, connections / instances);
    }
}
