package io.pgstride.core.internal;

import io.pgstride.core.Freshness;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/** Asks a connection, not its server. */
public final class ConnectionFreshness {
    private ConnectionFreshness() {}

    /** See {@link Freshness#of}. */
    public static Freshness of(Connection connection) throws SQLException {
        if (connection.isWrapperFor(Freshness.Source.class)) {
            return connection.unwrap(Freshness.Source.class).freshness();
        }
        if (connection.isWrapperFor(PGConnection.class)
                && "off".equals(connection.unwrap(PGConnection.class).getParameterStatus("in_hot_standby"))) {
            return Freshness.current();
        }
        return new Freshness.Unknown();
    }
}
