package io.pgstride.routing.internal.host;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The connections of one host, from a pool of the router's or the user's. */
public final class HostPool {
    private final DataSource dataSource;
    private final @Nullable HikariDataSource hikari;
    private final boolean owned;

    private HostPool(DataSource dataSource, @Nullable HikariDataSource hikari, boolean owned) {
        this.dataSource = dataSource;
        this.hikari = hikari;
        this.owned = owned;
    }

    /** A pool that stays the user's. */
    public static HostPool of(DataSource pool) {
        try {
            boolean known = pool.isWrapperFor(HikariDataSource.class);
            return new HostPool(pool, known ? pool.unwrap(HikariDataSource.class) : null, false);
        } catch (SQLException e) {
            throw new IllegalArgumentException("the pool cannot be asked what it is", e);
        }
    }

    /** A new pool, which does not mind a host that is down. */
    public static HostPool open(String host, HikariConfig config) {
        HikariConfig copy = new HikariConfig();
        config.copyStateTo(copy);
        copy.setInitializationFailTimeout(-1);
        if (copy.getPoolName() == null) {
            copy.setPoolName("pgstride-routing-" + host);
        }
        HikariDataSource pool = new HikariDataSource(copy);
        return new HostPool(pool, pool, true);
    }

    /** How many connections it may have; 0 where that is not known. */
    int size() {
        return hikari == null ? 0 : hikari.getMaximumPoolSize();
    }

    /** What its connections begin with; autocommit, as the driver does, where that is not known. */
    boolean autoCommit() {
        return hikari == null || hikari.isAutoCommit();
    }

    Connection take() throws SQLException {
        return dataSource.getConnection();
    }

    /** Connections that are idle go now, the others when they are given back; only HikariCP can. */
    void evict() {
        if (hikari != null && hikari.getHikariPoolMXBean() != null) {
            hikari.getHikariPoolMXBean().softEvictConnections();
        }
    }

    /** A broken connection is not lent again; otherwise HikariCP would not look at it for half a second. */
    void discard(Connection connection) {
        if (hikari != null) {
            hikari.evictConnection(connection);
        }
    }

    void close() {
        if (owned && hikari != null) {
            hikari.close();
        }
    }
}
