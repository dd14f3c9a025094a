package io.pgstride.core.transaction;

import io.pgstride.core.NoTransactionException;
import io.pgstride.core.internal.transaction.HookLookup;
import io.pgstride.core.internal.transaction.HookedDataSource;
import java.sql.Connection;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jooq.DSLContext;

/**
 * The hooks of the transaction that is open on one connection: before its commit, after its commit, after its
 * rollback.
 *
 * <p>They work at the level of JDBC. Wrap the pool once, give the wrapped DataSource to jOOQ, to Spring's
 * {@code JdbcTransactionManager} or to plain JDBC, and whoever ends the transaction runs the hooks:
 *
 * <pre>{@code
 * DataSource dataSource = TransactionHooks.wrap(pool);
 * DSL.using(dataSource, POSTGRES).transaction(tx -> {
 *     tx.dsl().update(...);
 *     TransactionHooks.of(tx.dsl()).afterCommit(committed -> cache.invalidate(key));
 * });
 * }</pre>
 *
 * <p>Hooks belong to the transaction in which they were registered, never to the connection: they run at most once
 * and are gone when it has ended, however it ended. What is rolled back to a savepoint takes its hooks along. All of
 * it runs on the thread that ends the transaction, and the caller waits. {@code docs/transactions.md} has the whole
 * table of events and what runs.
 *
 * <p>Not seen: transaction control sent as SQL text ({@code execute("COMMIT")}), and what is done on a connection that
 * was unwrapped. Like a {@link Connection}, a value of this type is for one thread at a time. Hold it no longer than
 * its connection.
 */
public interface TransactionHooks {

    /**
     * Wraps a DataSource so that its connections have hooks. Wrap the pool, not the driver below it. No connection is
     * opened, and the wrapper holds nothing that needs closing. A DataSource that is wrapped already, with whatever
     * options, is returned as it is.
     *
     * @param dataSource stays the caller's to close
     * @return the wrapped one
     */
    static DataSource wrap(DataSource dataSource) {
        return HookedDataSource.wrap(dataSource);
    }

    /**
     * As {@link #wrap(DataSource)}, with options. With {@linkplain HookOptions#withTokens() tokens}, a commit that wrote
     * something hands its hooks a {@code ConsistencyToken}. It is read in the round trip of the commit itself, and only
     * where a hook is waiting for it:
     *
     * <pre>{@code
     * SELECT pg_current_xact_id_if_assigned() IS NOT NULL; COMMIT; SELECT pg_current_wal_insert_lsn(), ...
     * }</pre>
     *
     * @param dataSource stays the caller's to close
     * @param options for all of its connections
     * @return the wrapped one
     * @throws IllegalStateException if the DataSource is wrapped already, with other options
     */
    static DataSource wrap(DataSource dataSource, HookOptions options) {
        return HookedDataSource.wrap(dataSource, options);
    }

    /**
     * {@return the hooks of a connection}
     *
     * @param connection may itself be wrapped by a pool or by Spring
     * @throws NoTransactionException if the connection does not come from a wrapped DataSource
     */
    static TransactionHooks of(Connection connection) {
        return HookLookup.of(connection);
    }

    /**
     * {@return the hooks of the connection on which a DSLContext runs its transaction} A DSLContext outside a
     * transaction takes a new connection for each statement, so that there is nothing to register with.
     *
     * @param dsl as {@code tx.dsl()} within jOOQ's {@code transaction}, or that of a {@link Transactions} unit
     * @throws NoTransactionException if no transaction is open, or the connection does not come from a wrapped
     *     DataSource
     */
    static TransactionHooks of(DSLContext dsl) {
        return HookLookup.of(dsl);
    }

    /** {@return whether a commit or a rollback is to come, so that hooks can be registered: autocommit is off} */
    boolean active();

    /**
     * Registers work for right before COMMIT, at order 0.
     *
     * @param hook runs at most once
     * @throws NoTransactionException if autocommit is on or the transaction is over
     */
    default void beforeCommit(BeforeCommit hook) {
        beforeCommit(0, hook);
    }

    /**
     * Registers work for right before COMMIT. Lower orders run first, equal ones in the order of their registration;
     * one that is registered by a running hook takes its place among those still to run. They do not run where the
     * server has already failed the transaction.
     *
     * @param order may be negative
     * @param hook runs at most once
     * @throws NoTransactionException if autocommit is on or the transaction is over
     */
    void beforeCommit(int order, BeforeCommit hook);

    /**
     * Gathers something for work that is done once for all of it, right before COMMIT, as changes of the same rows that are then made by one statement. What is gathered within a
     * savepoint that is rolled back goes with it. The work takes its place by the order, and by the first registration that is left.
     *
     * @param order as in {@link #beforeCommit(int, BeforeCommit)}
     * @param item handed to the hook
     * @param hook equal ones at the same order run once; so keep it in a constant, as each mention of a lambda or a method may be another one
     * @param <T> what is gathered
     * @throws NoTransactionException if autocommit is on or the transaction is over
     */
    <T> void gather(int order, T item, GatheredBeforeCommit<? super T> hook);

    /**
     * Registers work for after a COMMIT that succeeded. An exception cannot undo the commit: it is logged, the other
     * hooks run and {@code commit()} returns as usual. Only an {@link Error} reaches the caller, after the others ran.
     * The connection is still held but makes no new statements; take another one.
     *
     * @param hook gets the outcome with its token, if any; runs at most once
     * @throws NoTransactionException if autocommit is on or the transaction is over
     */
    default void afterCommit(Consumer<TransactionOutcome.Committed> hook) {
        afterCompletion(outcome -> {
            if (outcome instanceof TransactionOutcome.Committed committed) {
                hook.accept(committed);
            }
        });
    }

    /**
     * Registers work for after a rollback: of the whole transaction, to a savepoint set before this registration, by
     * the server at commit, or by closing the connection. Exceptions as in {@link #afterCommit}.
     *
     * @param hook runs at most once
     * @throws NoTransactionException if autocommit is on or the transaction is over
     */
    default void afterRollback(Runnable hook) {
        afterCompletion(outcome -> {
            if (outcome instanceof TransactionOutcome.RolledBack) {
                hook.run();
            }
        });
    }

    /**
     * Registers work for after the end, whatever it is, including the {@linkplain TransactionOutcome.Unknown unknown}
     * one. Completion hooks of all kinds run in the order of their registration. Exceptions as in
     * {@link #afterCommit}.
     *
     * @param hook gets the outcome; runs at most once
     * @throws NoTransactionException if autocommit is on or the transaction is over
     */
    void afterCompletion(Consumer<TransactionOutcome> hook);
}
