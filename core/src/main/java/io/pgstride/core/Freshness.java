package io.pgstride.core;

import io.pgstride.core.internal.ConnectionFreshness;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalInt;

/**
 * How much of what was committed a read is sure to have seen. Whoever keeps what was read, as a cache does, keeps this with it: a copy may stay only if the read
 * had seen the last commit that changed it. Immutable.
 */
public sealed interface Freshness {

    /**
     * A primary: every commit that was acknowledged before the read began.
     *
     * @param timeline the primary's; empty where it is not known. Commits of later timelines may be missing, as the primary may have been replaced unnoticed
     */
    record Current(OptionalInt timeline) implements Freshness {
        @Override
        public boolean shows(ConsistencyToken commit) {
            return timeline.isEmpty() || commit.timeline() <= timeline.getAsInt();
        }
    }

    /**
     * A replica: every commit up to a position, and perhaps more.
     *
     * @param position what it had replayed before the read began
     */
    record AtLeast(ConsistencyToken position) implements Freshness {
        @Override
        public boolean shows(ConsistencyToken commit) {
            return position.compareTo(commit) >= 0;
        }
    }

    /** A replica of which nothing is known, or a transaction that had begun before. */
    record Unknown() implements Freshness {
        @Override
        public boolean shows(ConsistencyToken commit) {
            return false;
        }
    }

    /** A connection that knows how fresh what is read on it is. Found by {@code unwrap}. */
    interface Source {
        /**
         * {@return what all reads on this connection since it was handed out have seen at least} It asks no server.
         *
         * @throws SQLException if the connection is closed
         */
        Freshness freshness() throws SQLException;
    }

    /** {@return that of a primary whose timeline is not known} */
    static Freshness current() {
        return new Current(OptionalInt.empty());
    }

    /**
     * {@return what reads on a connection have seen at least} A {@link Source} is asked; any other connection is taken for the primary's where the server has said
     * so ({@code in_hot_standby}, which costs no round trip), and for unknown otherwise.
     *
     * @param connection on which the reads ran, each by itself or in a transaction begun by the asker
     * @throws SQLException if the connection is closed
     */
    static Freshness of(Connection connection) throws SQLException {
        return ConnectionFreshness.of(connection);
    }

    /**
     * {@return that of two reads together}
     *
     * @param other that of the other one
     */
    default Freshness and(Freshness other) {
        if (this instanceof Unknown || other instanceof Unknown) {
            return new Unknown();
        }
        return limit(this).compareTo(limit(other)) <= 0 ? this : other;
    }

    /** The last commit that is shown. */
    private static ConsistencyToken limit(Freshness read) {
        return read instanceof AtLeast replica
                ? replica.position
                : new ConsistencyToken(((Current) read).timeline.orElse(Integer.MAX_VALUE), new Lsn(-1));
    }

    /**
     * {@return whether a read is sure to have seen a commit}
     *
     * @param commit its token
     */
    boolean shows(ConsistencyToken commit);
}
