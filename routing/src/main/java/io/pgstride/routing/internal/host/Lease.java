package io.pgstride.routing.internal.host;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.Freshness;
import io.pgstride.core.Lsn;
import io.pgstride.routing.HostRole;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** A connection of a host that is handed out. It ends once. */
public final class Lease {
    private final Host host;
    private final Connection connection;
    private final BaseConnection driver;
    private final Runnable atEnd;
    private final long begun = System.nanoTime();
    private final AtomicBoolean ended = new AtomicBoolean();
    private Reading reading = Reading.NONE;

    Lease(Host host, Connection connection, BaseConnection driver, Runnable atEnd) {
        this.host = host;
        this.connection = connection;
        this.driver = driver;
        this.atEnd = atEnd;
    }

    /** Where it is from. */
    public Host host() {
        return host;
    }

    /** The pool's connection. */
    public Connection connection() {
        return connection;
    }

    /** What was known of the host when the connection was lent. */
    void reading(Reading known) {
        reading = known;
    }

    /**
     * How much is sure to be seen on it. Of a replica that is the position which its last probe before the lease had seen, if the connection was open then, and if that
     * position is of the primary's timeline: before the timeline's epoch it may be of the one before.
     */
    public Freshness freshness(View view) {
        if (reading.isPrimary()) {
            return new Freshness.Current(OptionalInt.of(reading.timeline()));
        }
        boolean known = reading.isReplica()
                && reading.timeline() == view.timeline()
                && (reading.timeline() == 1 || reading.lsn().compareTo(view.epoch()) >= 0)
                && !host.isYounger(this, reading);
        return known
                ? new Freshness.AtLeast(new ConsistencyToken(reading.timeline(), reading.lsn()))
                : new Freshness.Unknown();
    }

    /**
     * By the server's own last word on this connection, which costs nothing. It may be out of date: that of a connection which has idled since a promotion, and for good
     * that of a pooler, which repeats what it heard when it first connected.
     *
     * @param otherwise where nothing was told
     */
    boolean isInHotStandby(boolean otherwise) {
        String told = driver.getParameterStatus("in_hot_standby");
        return told == null ? otherwise : told.equals("on");
    }

    /** By asking, in a round trip. */
    boolean isInRecovery() throws SQLException {
        return "t".equals(asked("SELECT pg_is_in_recovery()"));
    }

    /** Whether it may have been opened after the host was asked that, so that the host may have been restarted between. */
    boolean isYoungerThan(Reading reading, OpenSince openSince) {
        return openSince.of(driver) - reading.askedAt() > 0;
    }

    /** Whether its server has not replayed that, by asking, in a round trip. */
    boolean isBehind(Lsn position) throws SQLException {
        String replayed = asked("SELECT pg_last_wal_replay_lsn()");
        return replayed == null || Lsn.parse(replayed).compareTo(position) < 0;
    }

    private @Nullable String asked(String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            row.next();
            return row.getString(1);
        } finally {
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
        }
    }

    /** Whether it cannot have written, as a standby's, by what its server and its host's monitor said last. */
    public boolean isOfStandby() {
        return host.reading().role() == HostRole.REPLICA && isInHotStandby(true);
    }

    /** Whether a statement has run in a transaction that is not over; by the server's last word, which costs nothing. */
    public boolean isInTransaction() {
        return driver.getTransactionState() != TransactionState.IDLE;
    }

    /** Whether the driver has given the connection up. */
    boolean isBroken() {
        try {
            return driver.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }

    /** Whether the pool has it back already, and may have lent it again, as by {@code getMetaData().getConnection().close()}. */
    private boolean isOfOthers() throws SQLException {
        return connection.isClosed();
    }

    /** Gives the connection back. */
    public void end() throws SQLException {
        if (ended.compareAndSet(false, true)) {
            giveBack();
        }
    }

    /** The pool does not see what is done with the driver's connection, as with large objects, nor by SQL text, and would lend the open transaction to the next. */
    private void rollBackPastThePool() {
        try {
            if (isOfOthers() || !isInTransaction() || isBroken()) {
                return;
            }
            if (driver.getAutoCommit()) {
                driver.execSQLUpdate("ROLLBACK");
            } else {
                driver.rollback();
            }
        } catch (SQLException e) {
            // The pool closes what is broken.
        }
    }

    /** Breaks the connection under whoever uses it and ends it; does nothing where it has ended, as others may have it then. */
    public void breakOff() {
        if (ended.compareAndSet(false, true)) {
            abort(Runnable::run);
            try {
                giveBack();
            } catch (SQLException | RuntimeException e) {
                // It was broken on purpose; the pool may be closing it for its user's failure meanwhile.
            }
        }
    }

    private void giveBack() throws SQLException {
        try {
            rollBackPastThePool();
            host.ending(this);
            connection.close();
        } finally {
            host.ended(this, begun);
            atEnd.run();
        }
    }

    /** Breaks the connection under whoever uses it, without waiting for it, as closing a socket may; ending it stays the user's. */
    void abortSoon() {
        abort(task -> {
            Thread thread = new Thread(task, "pgstride-routing-abort-" + host.name());
            thread.setDaemon(true);
            thread.start();
        });
    }

    private void abort(Executor executor) {
        try {
            if (!isOfOthers()) {
                driver.abort(executor);
            }
        } catch (SQLException e) {
            // It is broken already.
        }
    }
}
