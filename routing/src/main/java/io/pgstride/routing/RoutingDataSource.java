package io.pgstride.routing;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.finding.Finding;
import io.pgstride.routing.internal.RoutingEngine;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * A DataSource over a primary and its replicas: writes go to the primary, reads to a replica that is fresh enough, and a read that carries the token of a commit to one
 * that has replayed it. One host alone works too, so that code can be written routed from the first day.
 *
 * <pre>{@code
 * RoutingDataSource routing = RoutingDataSource.builder()
 *         .host(RoutingHost.of("a", configOfA))
 *         .host(RoutingHost.of("b", configOfB))
 *         .build();
 * DataSource dataSource = TransactionHooks.wrap(routing, HookOptions.ofDefaults().withTokens());
 * }</pre>
 *
 * <p><b>When it decides.</b> A connection takes its host with the first statement; until then {@code setAutoCommit}, {@code setReadOnly} and the isolation level are
 * held. It keeps the host until it is closed, so a transaction stays on one. What is not declared a read goes to the primary. A connection is declared for reads by
 * {@code setReadOnly(true)} before the first statement (Spring's {@code @Transactional(readOnly = true)}, jOOQ's and Hibernate's read-only transactions), by {@link
 * #readOnly()} and the like, or by a {@link Route} around the calls.
 *
 * <p><b>How hosts are known.</b> One daemon thread for each host, {@code pgstride-routing-<host>}, asks it on a connection of its own:
 *
 * <pre>{@code
 * SELECT pg_is_in_recovery(),
 *        CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_insert_lsn() END, <timeline>
 * }</pre>
 *
 * <p>A decision asks nobody: the position that a replica had replayed at its last probe is a lower bound. A connection's {@code in_hot_standby}, which the server reports by
 * itself, tells of a promotion with the next query.
 *
 * <p>Thread-safe. {@code getConnection()} neither blocks nor throws; a connection's first statement blocks as the pool does, and while no host is fit ({@link Fallback},
 * {@code connectionTimeout}), and throws {@link NoHostException} then. {@code docs/routing.md} has the diagram of a host's states and the table of what the wrapper does.
 */
public final class RoutingDataSource extends RoutingView implements AutoCloseable {
    private static final String NO_TOKEN =
            "the token is null: its commit gave none, as where it wrote nothing or its DataSource is not wrapped withTokens(); read from primary()";

    private final RoutingEngine engine;

    RoutingDataSource(RoutingEngine engine) {
        super(engine.router(), Route.undeclared());
        this.engine = engine;
    }

    /** {@return the description of a router, with no host yet} */
    public static RoutingDataSourceBuilder builder() {
        return new RoutingDataSourceBuilder();
    }

    /**
     * {@return a DataSource over the same hosts whose connections take a route} Scopes around the calls join it as they join one another. It holds nothing that
     * needs closing.
     *
     * @param route where its statements may go
     */
    public DataSource on(Route route) {
        return new RoutingView(engine.router(), route);
    }

    /** {@return the same for reads: each connection goes to a replica} */
    public DataSource readOnly() {
        return on(Route.reads());
    }

    /** The same, where nobody has said that they are reads. */
    DataSource inferredReads() {
        return new RoutingView(engine.router(), Route.reads(), true);
    }

    /** {@return the same for writes, and for reads that must see everything} */
    public DataSource primary() {
        return on(Route.writes());
    }

    /**
     * {@return the same for reads that see a commit}
     *
     * @param commit its token, as an after-commit hook got it
     */
    public DataSource readYourWrites(ConsistencyToken commit) {
        return on(Route.reads().after(Objects.requireNonNull(commit, NO_TOKEN)));
    }

    /**
     * Says where a statement would go now and why, of every host. It asks nobody, waits for nothing, takes no connection.
     *
     * @param route joined by the scope of this thread; one that is undeclared counts as writes
     * @return each host with its verdict
     */
    public RouteExplanation explain(Route route) {
        return engine.explain(route.within(Route.current()));
    }

    /** {@return what is known of each host, in the order of their adding} */
    public List<HostStatus> hosts() {
        return engine.hosts();
    }

    /**
     * {@return what is wrong with the hosts now, as findings} {@code routing.host-down}, {@code routing.no-primary}, {@code routing.deposed-primary}, {@code
     * routing.foreign-host}, {@code routing.lagging-replica}, {@code routing.pool-too-large}, {@code routing.reads-fall-back}. It asks nobody.
     */
    public List<Finding> findings() {
        return engine.findings();
    }

    /**
     * Adds a host, which is used once it has answered.
     *
     * @param host with a name that is not taken
     * @throws IllegalArgumentException if the name is taken, its pool's autoCommit is another than the others', or there are 64 hosts
     * @throws IllegalStateException if this is closed
     */
    public void addHost(RoutingHost host) {
        engine.add(host.name(), slowStart -> RoutingDataSourceBuilder.opened(host, slowStart), host.probes());
    }

    /**
     * Removes a host: it is chosen no more, connections in use stay until they are closed, and then its pool is closed where it is the router's.
     *
     * @param name of the host
     * @throws IllegalArgumentException if there is none
     */
    public void removeHost(String name) {
        engine.remove(name);
    }

    /**
     * Ends the monitors, then closes the pools that are the router's, with what is in use as HikariCP does it. A second call does nothing. Blocks for twice the probe
     * timeout at most, and for the pools.
     */
    @Override
    public void close() {
        engine.close();
    }

    @Override
    public String toString() {
        return "RoutingDataSource" + hosts().stream().map(HostStatus::host).toList();
    }
}
