package io.pgstride.benchmarks.caching.races;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.ForwardingConnection;
import io.pgstride.core.ForwardingDataSource;
import io.pgstride.core.Freshness;
import io.pgstride.core.Lsn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Connections of a standby that say what it had replayed when they were handed out, as a router's do; or that claim to be a primary's. */
final class ReplicaReads extends ForwardingDataSource {
    private final boolean honest;

    ReplicaReads(DataSource standby, boolean honest) {
        super(standby);
        this.honest = honest;
    }

    @Override
    protected Connection handOut(Connection connection) throws SQLException {
        if (!honest) {
            return new Telling(connection, Freshness.current());
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_last_wal_replay_lsn()::text")) {
            row.next();
            return new Telling(connection, new Freshness.AtLeast(new ConsistencyToken(1, Lsn.parse(row.getString(1)))));
        }
    }

    private static final class Telling extends ForwardingConnection implements Freshness.Source {
        private final Connection connection;
        private final Freshness freshness;

        Telling(Connection connection, Freshness freshness) {
            this.connection = connection;
            this.freshness = freshness;
        }

        @Override
        protected Connection connected() {
            return connection;
        }

        @Override
        public Freshness freshness() {
            return freshness;
        }
    }
}
