package io.pgstride.routing.internal.jdbc;

import io.pgstride.core.Freshness;
import io.pgstride.routing.Route;
import io.pgstride.routing.Route.Access;
import io.pgstride.routing.internal.host.Host;
import io.pgstride.routing.internal.host.Lease;
import io.pgstride.routing.internal.route.Need;
import io.pgstride.routing.internal.route.Router;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A connection that takes its host with the first statement, and keeps it until it is closed.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Until something has to be asked of a server, there is no lease.
 *   <li>A host is left in two cases only, both outside a transaction. Where the route says nothing, {@code setReadOnly(false)} leaves a replica, of which statements are
 *       closed then, and {@code setReadOnly(true)} a primary that was asked for metadata and the like only. And an autocommit read leaves the standby on which it failed
 *       by what is the host's matter, {@link Moves}. What was set is set again elsewhere.
 *   <li>No read is run again that may have written: a primary takes writes, whatever the connection was declared for.
 *   <li>No read leaves a host of which something else was handed out, the driver's connection by {@code unwrap} or a call, or where SQL text may have set something.
 *   <li>Whatever a subclass of these calls throws, a lease is either held here or ended.
 * </ul>
 *
 * <p>For one thread, but for {@code abort}, which any may call.
 */
public final class RoutedConnection extends HeldConnection implements Moves, Freshness.Source {
    private final Router router;
    private final Route route;
    private final boolean mayTurnToPrimary;
    private volatile @Nullable Lease lease;
    private boolean reads;
    private boolean used;
    private int openReads;
    private boolean keepsHost;

    /** Of reads on hosts that it has left. */
    private @Nullable Freshness past;

    private volatile boolean closed;

    /**
     * Without a host yet.
     *
     * @param mayTurnToPrimary whether what a standby refuses as a write (25006) goes to the primary, where READS was inferred and not told
     */
    public RoutedConnection(Router router, Route route, boolean mayTurnToPrimary) {
        this.router = router;
        this.route = route;
        this.mayTurnToPrimary = mayTurnToPrimary;
        held.autoCommit(router.autoCommit());
        held.readOnly(route.access() == Access.READS && !mayTurnToPrimary);
    }

    @Override
    public boolean isConnected() {
        return lease != null;
    }

    @Override
    @Nullable
    Connection hosted() {
        Lease current = lease;
        return current == null ? null : current.connection();
    }

    @Override
    protected Connection connected() throws SQLException {
        requireOpen();
        Lease current = lease;
        return current == null ? connect(Set.of(), forWrites()) : current.connection();
    }

    private boolean forWrites() {
        return switch (route.access()) {
            case WRITES -> true;
            case READS -> false;
            case UNDECLARED -> !held.readOnly();
        };
    }

    private Connection connect(Set<Host> tried, boolean writes) throws SQLException {
        Need need = router.need(route, writes);
        Lease taken = router.lease(need, tried);
        lease = taken;
        try {
            held.applyTo(taken.connection());
            requireOpen(); // It may have been aborted before it had anything to break.
        } catch (SQLException | RuntimeException e) {
            end(taken);
            throw e;
        }
        reads = !writes;
        used = false;
        keepsHost = false;
        return taken.connection();
    }

    private void end(Lease old) throws SQLException {
        lease = null;
        old.end();
    }

    @Override
    public Freshness freshness() throws SQLException {
        connected();
        Freshness now = router.freshness(Objects.requireNonNull(lease));
        return past == null ? now : past.and(now);
    }

    /** Leaves the host; what was read there stays part of what was read. */
    private void leave(Lease old) throws SQLException {
        Freshness there = router.freshness(old);
        past = past == null ? there : past.and(there);
        end(old);
    }

    @Override
    void requireOpen() throws SQLException {
        if (closed) {
            throw new SQLException("the connection is closed", "08003");
        }
    }

    @Override
    protected Statement statement(Making<Statement> making) throws SQLException {
        Connection host = connected();
        used = true;
        if (!reads) {
            return super.statement(making);
        }
        Statement made = making.of(host);
        openReads++;
        return new ReadStatement(this, made, making::of);
    }

    @Override
    protected PreparedStatement prepared(Making<PreparedStatement> making) throws SQLException {
        Connection host = connected();
        used = true;
        if (!reads) {
            return super.prepared(making);
        }
        PreparedStatement made = making.of(host);
        openReads++;
        return new ReadPreparedStatement(this, made, making::of);
    }

    @Override
    protected CallableStatement callable(Making<CallableStatement> making) throws SQLException {
        CallableStatement made = super.callable(making);
        keepHost();
        return made;
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        T unwrapped = super.unwrap(type);
        if (unwrapped != this) {
            keepHost();
        }
        return unwrapped;
    }

    @Override
    public void keepHost() {
        used = true;
        keepsHost = true;
    }

    @Override
    public Connection connection() {
        return this;
    }

    @Override
    public void statementClosed() {
        openReads--;
    }

    @Override
    public @Nullable Connection elsewhere(SQLException failure) throws SQLException {
        Lease old = lease;
        if (old == null || closed || !reads || keepsHost || openReads != 1) {
            return null;
        }
        if (!held.autoCommit() || old.isInTransaction()) {
            return null;
        }
        ReadFailure kind = ReadFailure.of(failure, mayTurnToPrimary);
        if (kind == ReadFailure.FINAL || (kind != ReadFailure.WRITES && !old.isOfStandby())) {
            return null;
        }
        old.host().wake();
        leave(old);
        router.retried(kind.reason());
        return kind == ReadFailure.WRITES ? connect(Set.of(), true) : connect(Set.of(old.host()), false);
    }

    @Override
    public void setReadOnly(boolean readOnly) throws SQLException {
        requireOpen();
        Lease current = lease;
        if (current != null && current.isInTransaction()) {
            throw new SQLException(
                    "setReadOnly(" + readOnly + ") after the transaction's first statement; set it before", "25001");
        }
        if (!readOnly && route.access() == Access.READS && !mayTurnToPrimary) {
            throw new SQLException(
                    "this connection's route is for reads; take one of the RoutingDataSource itself, or of Route.writes()",
                    "25006");
        }
        if (current != null && route.access() == Access.UNDECLARED && (reads ? !readOnly : readOnly && !used)) {
            leave(current);
        } else if (current != null) {
            current.connection().setReadOnly(readOnly);
        }
        held.readOnly(readOnly);
    }

    @Override
    public boolean isValid(int timeout) throws SQLException {
        return !closed && super.isValid(timeout);
    }

    @Override
    public boolean isClosed() throws SQLException {
        Connection host = hosted();
        return closed || (host != null && host.isClosed());
    }

    @Override
    public void close() throws SQLException {
        closed = true;
        Lease old = lease;
        if (old != null) {
            end(old);
        }
    }

    @Override
    public void abort(Executor executor) {
        closed = true;
        Lease old = lease;
        if (old != null) {
            executor.execute(old::breakOff);
        }
    }

    @Override
    public String toString() {
        Lease current = lease;
        return "RoutedConnection[" + route
                + (current == null
                        ? ", no host yet"
                        : ", host " + current.host().name()) + "]";
    }
}
