package io.pgstride.routing.internal.jdbc;

import io.pgstride.core.ForwardingConnection;
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
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A connection that takes its host with the first statement, and keeps it until it is closed.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Until something has to be asked of a server, there is no lease: what is set is held, {@code commit} and {@code rollback} have nothing to end.
 *   <li>A host is left in two cases only, both outside a transaction: {@code setReadOnly(false)} on a replica where the route allows writes; and an autocommit read that
 *       failed by what is the host's matter, {@link Moves}. What was set is set again elsewhere; statements made before {@code setReadOnly(false)} are closed.
 *   <li>No read leaves a host of which something else was handed out: the driver's connection by {@code unwrap}, or a call.
 *   <li>Whatever a subclass of these calls throws, a lease is either held here or ended.
 * </ul>
 *
 * <p>For one thread, but for {@code abort}, which any may call.
 */
public final class RoutedConnection extends ForwardingConnection implements Moves, Freshness.Source {
    private final Router router;
    private final Route route;
    private final boolean mayTurnToPrimary;
    private final Held held = new Held();
    private volatile @Nullable Lease lease;
    private boolean reads;
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

    private Connection connect(Set<Host> past, boolean writes) throws SQLException {
        Need need = router.need(route, writes);
        Lease taken = router.lease(need, past);
        try {
            held.applyTo(taken.connection());
        } catch (SQLException | RuntimeException e) {
            taken.end();
            throw e;
        }
        lease = taken;
        reads = !writes;
        keepsHost = false;
        return taken.connection();
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
        lease = null;
        old.end();
    }

    private void requireOpen() throws SQLException {
        if (closed) {
            throw new SQLException("the connection is closed", "08003");
        }
    }

    @Override
    protected Statement statement(Making<Statement> making) throws SQLException {
        connected();
        if (!reads) {
            return super.statement(making);
        }
        Statement made = making.of(connected());
        openReads++;
        return new ReadStatement(this, made, making::of);
    }

    @Override
    protected PreparedStatement prepared(Making<PreparedStatement> making) throws SQLException {
        connected();
        if (!reads) {
            return super.prepared(making);
        }
        PreparedStatement made = making.of(connected());
        openReads++;
        return new ReadPreparedStatement(this, made, making::of);
    }

    @Override
    protected CallableStatement callable(Making<CallableStatement> making) throws SQLException {
        CallableStatement made = super.callable(making);
        keepsHost = true;
        return made;
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        T unwrapped = super.unwrap(type);
        keepsHost |= unwrapped != this;
        return unwrapped;
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
        if (kind == ReadFailure.FINAL) {
            return null;
        }
        old.host().wake();
        leave(old);
        router.retried(kind.reason());
        return kind == ReadFailure.WRITES ? connect(Set.of(), true) : connect(Set.of(old.host()), false);
    }

    @Override
    public void setAutoCommit(boolean autoCommit) throws SQLException {
        requireOpen();
        if (lease != null) {
            lease.connection().setAutoCommit(autoCommit);
        }
        held.autoCommit(autoCommit);
    }

    @Override
    public boolean getAutoCommit() throws SQLException {
        requireOpen();
        return held.autoCommit();
    }

    @Override
    public void setReadOnly(boolean readOnly) throws SQLException {
        requireOpen();
        if (lease != null && lease.isInTransaction()) {
            throw new SQLException(
                    "setReadOnly(" + readOnly + ") after the transaction's first statement; set it before", "25001");
        }
        if (!readOnly && route.access() == Access.READS && !mayTurnToPrimary) {
            throw new SQLException(
                    "this connection's route is for reads; take one of the RoutingDataSource itself, or of Route.writes()",
                    "25006");
        }
        if (lease != null && reads && !readOnly && route.access() == Access.UNDECLARED) {
            leave(lease);
        }
        if (lease != null) {
            lease.connection().setReadOnly(readOnly);
        }
        held.readOnly(readOnly);
    }

    @Override
    public boolean isReadOnly() throws SQLException {
        requireOpen();
        return held.readOnly();
    }

    @Override
    public void setTransactionIsolation(int level) throws SQLException {
        requireOpen();
        if (lease != null) {
            lease.connection().setTransactionIsolation(level);
        } else {
            Isolations.require(level);
        }
        held.isolation(level);
    }

    @Override
    public int getTransactionIsolation() throws SQLException {
        return lease == null && held.hasIsolation() && !closed ? held.isolation() : super.getTransactionIsolation();
    }

    @Override
    public void commit() throws SQLException {
        if (requireTransaction("commit")) {
            super.commit();
        }
    }

    @Override
    public void rollback() throws SQLException {
        if (requireTransaction("roll back")) {
            super.rollback();
        }
    }

    /** Whether there is anything to end. */
    private boolean requireTransaction(String what) throws SQLException {
        requireOpen();
        if (lease == null && held.autoCommit()) {
            throw new SQLException("cannot " + what + " in autocommit mode", "25P01");
        }
        return lease != null;
    }

    @Override
    public void setSchema(String schema) throws SQLException {
        set("schema", connection -> connection.setSchema(schema));
    }

    @Override
    public void setCatalog(String catalog) throws SQLException {
        set("catalog", connection -> connection.setCatalog(catalog));
    }

    @Override
    public void setHoldability(int holdability) throws SQLException {
        set("holdability", connection -> connection.setHoldability(holdability));
    }

    @Override
    public void setTypeMap(Map<String, Class<?>> map) throws SQLException {
        set("typeMap", connection -> connection.setTypeMap(map));
    }

    @Override
    public void setNetworkTimeout(Executor executor, int milliseconds) throws SQLException {
        set("networkTimeout", connection -> connection.setNetworkTimeout(executor, milliseconds));
    }

    @Override
    public void setClientInfo(String name, @Nullable String value) throws SQLClientInfoException {
        setInfo("clientInfo." + name, connection -> connection.setClientInfo(name, value));
    }

    @Override
    public void setClientInfo(Properties properties) throws SQLClientInfoException {
        setInfo("clientInfo", connection -> connection.setClientInfo(properties));
    }

    private void setInfo(String name, Held.Setting setting) throws SQLClientInfoException {
        try {
            set(name, setting);
        } catch (SQLClientInfoException e) {
            throw e;
        } catch (SQLException e) {
            throw new SQLClientInfoException(e.getMessage(), e.getSQLState(), Map.of(), e);
        }
    }

    private void set(String name, Held.Setting setting) throws SQLException {
        requireOpen();
        if (lease != null) {
            setting.on(lease.connection());
        }
        held.other(name, setting);
    }

    @Override
    public @Nullable SQLWarning getWarnings() throws SQLException {
        requireOpen();
        return lease == null ? null : super.getWarnings();
    }

    @Override
    public void clearWarnings() throws SQLException {
        requireOpen();
        if (lease != null) {
            super.clearWarnings();
        }
    }

    @Override
    public boolean isValid(int timeout) throws SQLException {
        return !closed && super.isValid(timeout);
    }

    @Override
    public boolean isClosed() throws SQLException {
        return closed || (lease != null && lease.connection().isClosed());
    }

    @Override
    public void close() throws SQLException {
        closed = true;
        Lease old = lease;
        lease = null;
        if (old != null) {
            old.end();
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
