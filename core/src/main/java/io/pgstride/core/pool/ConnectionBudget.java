package io.pgstride.core.pool;

import io.pgstride.core.finding.Finding;
import io.pgstride.core.finding.FindingSource;
import io.pgstride.core.finding.Severity;
import io.pgstride.core.internal.pool.BudgetFindings;
import io.pgstride.core.internal.pool.Sessions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.DSLContext;

/**
 * Whether a server has room for the pools that are planned on it: the sum of size × instances against {@code max_connections} without what is
 * reserved, and against the limits of their roles and databases. Immutable and thread-safe.
 *
 * <pre>{@code
 * ConnectionBudget.of(PlannedPool.of(config, 4), PlannedPool.named("shop-worker", 5, 2)).check(dsl);
 * }</pre>
 *
 * <p>It reads settings, {@code pg_stat_activity} by application name, role and database, {@code pg_roles} and {@code pg_database}, which any role
 * may. Without {@code pg_read_all_stats} the kind of other roles' sessions is hidden, so their parallel workers and logical replication count as
 * connections. A superuser is held by no limit of role or database, yet counts for a database's.
 *
 * <p>Behind PgBouncer the server sees PgBouncer's connections: plan its {@code default_pool_size} under the name that its clients give, with its
 * processes as instances. {@code max_client_conn} can be read on its console only, which is not asked here.
 */
public final class ConnectionBudget implements FindingSource {
    private final List<PlannedPool> pools;

    private ConnectionBudget(List<PlannedPool> pools) {
        this.pools = pools;
    }

    /**
     * {@return the budget of these pools}
     *
     * @param pools all that are known, of this program and of others; all on one server
     */
    public static ConnectionBudget of(PlannedPool... pools) {
        return new ConnectionBudget(List.copyOf(Arrays.asList(pools)));
    }

    /** {@return the pools in the order given; unmodifiable} */
    public List<PlannedPool> pools() {
        return pools;
    }

    @Override
    public String id() {
        return BudgetFindings.KEY;
    }

    @Override
    public String description() {
        return "Pools that may open more connections than the server allows.";
    }

    /**
     * Looks at the server. Three queries; blocks.
     *
     * @param dsl of one of the pools; another session counts among the others, for itself
     * @return first the server's limit, then those of roles and databases that have one
     */
    public List<ConnectionRoom> measure(DSLContext dsl) {
        return Sessions.read(dsl).rooms(dsl, pools);
    }

    /**
     * Looks at the server, as {@link #measure}.
     *
     * @param dsl of one of the pools
     * @return {@link Severity#CRITICAL} for each limit that the pools alone exceed, {@link Severity#WARNING} for one that they exceed together
     *     with what others hold at the moment
     */
    @Override
    public List<Finding> find(DSLContext dsl) {
        return measure(dsl).stream()
                .flatMap(room -> BudgetFindings.of(room).stream())
                .toList();
    }

    /**
     * Looks at the server, as {@link #measure}, and refuses what can never fit. For the start of a program.
     *
     * @param dsl of one of the pools
     * @return warnings; empty if all is well
     * @throws ConnectionBudgetException if the pools alone exceed a limit
     */
    public List<Finding> check(DSLContext dsl) {
        List<Finding> found = find(dsl);
        if (criticals(found).findAny().isPresent()) {
            throw new ConnectionBudgetException(criticals(found).toList());
        }
        return found;
    }

    private static Stream<Finding> criticals(List<Finding> found) {
        return found.stream().filter(finding -> finding.severity() == Severity.CRITICAL);
    }
}
