package io.pgstride.routing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.routing.internal.host.ProbeSource;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * A host to route to: its name, its pool and its weight. Its role is found out, not told. An immutable value.
 *
 * <p>The router probes it on a connection of its own, beside the pool.
 */
public final class RoutingHost {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private final String name;
    private final Optional<HikariConfig> config;
    /** Up to the database, or its options. */
    private static final Pattern SEVERAL_SERVERS = Pattern.compile("jdbc:postgresql://[^/?]*,");

    private final Optional<DataSource> pool;
    private final ProbeSource probes;
    private final double weight;

    private RoutingHost(
            String name, Optional<HikariConfig> config, Optional<DataSource> pool, ProbeSource probes, double weight) {
        this.name = name;
        this.config = config;
        this.pool = pool;
        this.probes = probes;
        this.weight = weight;
    }

    /**
     * {@return a host with a HikariCP pool that the router makes and closes} The pool is made by {@link RoutingDataSource} or its {@code addHost}, and does not
     * fail when the host is down: {@code initializationFailTimeout} is set to -1 on a copy. Give it a short {@code connectionTimeout} and the driver a {@code
     * socketTimeout}, as what a thread waits for when a host stops answering.
     *
     * @param name at most 63 letters, digits, dots, hyphens and underscores; it is in messages and tags
     * @param config with a {@code jdbcUrl} of this host alone; copied when the pool is made
     * @throws IllegalArgumentException if the name is malformed, there is no {@code jdbcUrl}, or it names several servers
     */
    public static RoutingHost of(String name, HikariConfig config) {
        if (config.getJdbcUrl() == null) {
            throw new IllegalArgumentException("host " + requireName(name)
                    + " has no jdbcUrl in its HikariConfig; set one, or give a pool and the DataSource of its probes");
        }
        if (SEVERAL_SERVERS.matcher(config.getJdbcUrl()).lookingAt()) {
            throw new IllegalArgumentException(
                    "the URL of host " + requireName(name)
                            + " names several servers, of which a connection and a probe may take different ones; give each a RoutingHost of its own");
        }
        return new RoutingHost(requireName(name), Optional.of(config), Optional.empty(), ProbeSource.of(config), 1);
    }

    /**
     * {@return a host with a pool of the caller's, which stays the caller's to close}
     *
     * @param name at most 63 letters, digits, dots, hyphens and underscores; it is in messages and tags
     * @param pool of this host alone
     * @param probes opens connections to the same host past the pool; it is the one that fails when the host is down, so it should have a short timeout for
     *     connecting
     * @throws IllegalArgumentException if the name is malformed, or both are one pool of HikariCP
     */
    public static RoutingHost of(String name, DataSource pool, DataSource probes) {
        if (pool == probes && pool instanceof HikariDataSource) {
            throw new IllegalArgumentException(
                    "the probes of host " + requireName(name)
                            + " would wait for its pool when that has lent all; give them a DataSource of their own, such as a PGSimpleDataSource");
        }
        return new RoutingHost(
                requireName(name),
                Optional.empty(),
                Optional.of(Objects.requireNonNull(pool, "pool")),
                ProbeSource.of(probes),
                1);
    }

    private static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + name + "' is not a host's name here: 1 to 63 letters, digits, dots,"
                            + " hyphens and underscores are, the first a letter or digit");
        }
        return name;
    }

    /**
     * {@return the same with a weight among the replicas}
     *
     * @param share greater than zero; 2 takes about twice the reads of 1; 1 if not set
     * @throws IllegalArgumentException if it is not greater than zero, or not finite
     */
    public RoutingHost weight(double share) {
        if (!(share > 0) || Double.isInfinite(share)) {
            throw new IllegalArgumentException("the weight of host " + name + " is " + share
                    + "; it must be greater than zero and finite; leave the host out to read nothing from it");
        }
        return new RoutingHost(name, config, pool, probes, share);
    }

    /** {@return its name} */
    public String name() {
        return name;
    }

    /** {@return its weight} */
    public double weight() {
        return weight;
    }

    /** Its pool, and whether it is the router's. */
    Optional<HikariConfig> config() {
        return config;
    }

    Optional<DataSource> pool() {
        return pool;
    }

    ProbeSource probes() {
        return probes;
    }

    @Override
    public String toString() {
        return "RoutingHost[" + name + "]";
    }
}
