package io.pgstride.caching.internal;

import io.pgstride.caching.CacheLoader;
import io.pgstride.core.Freshness;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * Reads on connections of its own, one for each load. A connection that comes with a transaction open is of somebody else's transaction, which may see what is not
 * committed, or no longer what is: what is read there has seen nothing for sure.
 */
public final class JdbcSource<K, V> implements Source<K, V> {
    private final DataSource reads;
    private final DataSource primary;
    private final CacheLoader<K, V> loader;

    /** Over a source that may read replicas, and one that never does. */
    public JdbcSource(DataSource reads, DataSource primary, CacheLoader<K, V> loader) {
        this.reads = reads;
        this.primary = primary;
        this.loader = loader;
    }

    @Override
    public Loaded<K, V> load(Set<K> keys, Duration most) throws Exception {
        return load(reads, keys, most);
    }

    @Override
    public Loaded<K, V> loadFromPrimary(Set<K> keys, Duration most) throws Exception {
        return load(primary, keys, most);
    }

    private Loaded<K, V> load(DataSource from, Set<K> keys, Duration most) throws Exception {
        try (Connection connection = from.getConnection()) {
            boolean alone = connection.getAutoCommit() || !isInTransaction(connection);
            int seconds = Math.toIntExact(Math.max(1, most.plusMillis(999).toSeconds()));
            DSLContext dsl = DSL.using(connection, SQLDialect.POSTGRES);
            dsl.settings().setQueryTimeout(seconds);
            Map<K, V> values = loader.load(dsl, keys);
            return new Loaded<>(values, alone ? Freshness.of(connection) : new Freshness.Unknown());
        }
    }

    private static boolean isInTransaction(Connection connection) throws SQLException {
        return connection.isWrapperFor(BaseConnection.class)
                && connection.unwrap(BaseConnection.class).getTransactionState() != TransactionState.IDLE;
    }
}
