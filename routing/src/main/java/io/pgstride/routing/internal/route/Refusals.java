package io.pgstride.routing.internal.route;

import io.pgstride.core.SqlFailure;
import java.sql.SQLException;
import java.util.Set;

/** What an error of a pool says: of the host, of the pool, of the user, or of the thread. */
final class Refusals {
    /** Wrong password, no such database, no right to connect: another try or another host does not mend it. */
    private static final Set<String> OF_USER = Set.of("28", "3D", "42501");

    private Refusals() {}

    static boolean isOfUser(SQLException failure) {
        return SqlFailure.in(failure).anyMatch(error -> error.isOf(OF_USER));
    }

    /** The thread that waited was told to stop. */
    static boolean isOfThread(SQLException failure) {
        return failure.getCause() instanceof InterruptedException;
    }

    /** A pool that has lent all it has names no failure of a connection as cause; nor does one whose host has not answered in all its time. */
    static boolean isOfPool(SQLException failure) {
        return SqlFailure.in(failure).count() == 1
                && new SqlFailure(failure).isOfConnection()
                && failure.getCause() == null;
    }
}
