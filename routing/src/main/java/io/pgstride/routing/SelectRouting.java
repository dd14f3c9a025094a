package io.pgstride.routing;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.jooq.Configuration;
import org.jooq.ConnectionProvider;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.TransactionProvider;
import org.jooq.impl.DataSourceConnectionProvider;
import org.jooq.impl.DefaultConnectionProvider;
import org.jooq.impl.DefaultExecuteListenerProvider;
import org.jooq.impl.DefaultTransactionProvider;
import org.jooq.impl.NoTransactionProvider;

/**
 * jOOQ that sends queries to replicas by what they are: a {@link Select} outside a transaction is a read, everything else is the primary's. The model of the query
 * tells, so no SQL is parsed.
 *
 * <pre>{@code
 * DSLContext dsl = DSL.using(SelectRouting.derive(configuration, routing));
 * }</pre>
 *
 * <p>A Select that turns out to write ({@code FOR UPDATE}, a sequence, a WITH that changes rows) is refused by the replica before it has done anything (25006), and runs on the
 * primary then; give such queries to {@link RoutingDataSource#primary()} to save the round trip. One that calls a function which a standby allows but which matters only on the
 * primary, such as an advisory lock, must be given to it. Text that is run as such, by {@code fetch("select …")}, is the primary's.
 *
 * <p>Reads show what the route of this thread's scope allows ({@link Route}): without a token, a read right after a write may not see it.
 */
public final class SelectRouting {
    private SelectRouting() {}

    /**
     * {@return a configuration like another one, over a router}
     *
     * @param configuration whose connections are not used
     * @param dataSource a {@link RoutingDataSource}, or what wraps one, such as {@code TransactionHooks.wrap(routing)}
     * @throws IllegalArgumentException if it is no router, or the configuration has transactions that are not jOOQ's own, such as Spring's: nothing would tell there whether
     *     one is open; declare transactions read-only then
     */
    public static Configuration derive(Configuration configuration, DataSource dataSource) {
        RoutingDataSource routing = routerIn(dataSource);
        requireOwnTransactions(configuration.transactionProvider());
        ConnectionProvider all = new DataSourceConnectionProvider(dataSource);
        ConnectionProvider reads = new DataSourceConnectionProvider(routing.inferredReads());
        return configuration
                .derive(SQLDialect.POSTGRES)
                .derive(all)
                .deriveAppending(new DefaultExecuteListenerProvider(new Chooser(reads)));
    }

    private static void requireOwnTransactions(TransactionProvider provider) {
        if (!(provider instanceof DefaultTransactionProvider || provider instanceof NoTransactionProvider)) {
            throw new IllegalArgumentException("the configuration's transactions are those of "
                    + provider.getClass().getName()
                    + ", so that jOOQ does not know when one is open; declare transactions read-only instead, which a"
                    + " RoutingDataSource understands");
        }
    }

    private static RoutingDataSource routerIn(DataSource dataSource) {
        try {
            if (dataSource.isWrapperFor(RoutingDataSource.class)) {
                return dataSource.unwrap(RoutingDataSource.class);
            }
        } catch (SQLException e) {
            throw new IllegalArgumentException("the DataSource cannot be asked what it wraps", e);
        }
        throw new IllegalArgumentException(
                dataSource.getClass().getName() + " is no RoutingDataSource and wraps none; give it one");
    }

    /** In a transaction of jOOQ the configuration has a provider of that one connection, and keeps it. */
    private static final class Chooser implements ExecuteListener {
        private static final long serialVersionUID = 1L;

        private final transient ConnectionProvider reads;

        Chooser(ConnectionProvider reads) {
            this.reads = reads;
        }

        @Override
        public void start(ExecuteContext context) {
            if (context.query() instanceof Select && isOutsideTransaction(context)) {
                context.connectionProvider(reads);
            }
        }

        private static boolean isOutsideTransaction(ExecuteContext context) {
            return !(context.configuration().connectionProvider() instanceof DefaultConnectionProvider);
        }
    }
}
