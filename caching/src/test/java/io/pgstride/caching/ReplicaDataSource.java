package io.pgstride.caching;

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
public final class ReplicaDataSource extends ForwardingDataSource {
    private final boolean honest;

    /** What it hands out tells how far the standby is, or claims to be a primary. */
    public ReplicaDataSource(DataSource standby, boolean honest) {
        super(standby);
        this.honest = honest;
    }

    @Override
    protected Connection handOut(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_last_wal_replay_lsn()::text")) {
            row.next();
            Freshness known = new Freshness.AtLeast(new ConsistencyToken(1, Lsn.parse(row.getString(1))));
            return new Telling(connection, honest ? known : Freshness.current());
        }
    }

    static final class Telling extends ForwardingConnection implements Freshness.Source {
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
