package io.pgstride.routing.internal.host;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.postgresql.core.BaseConnection;

/**
 * Since when each of the driver's connections is known to be open. What a server has replayed never goes back while a connection to it is open; after a restart it does, as
 * a standby answers again when it has replayed what its data files need. Thread-safe.
 */
final class OpenSince {
    private final Map<BaseConnection, Long> known = new ConcurrentHashMap<>();

    /** On the monotonic clock; now where it was not seen before. */
    long of(BaseConnection connection) {
        Long since = known.get(connection);
        if (since != null) {
            return since;
        }
        known.keySet().removeIf(OpenSince::isClosed);
        long now = System.nanoTime();
        known.put(connection, now);
        return now;
    }

    private static boolean isClosed(BaseConnection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }
}
