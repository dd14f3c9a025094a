package io.pgstride.core.transaction;

import io.pgstride.core.CommitOutcomeUnknownException;
import io.pgstride.core.RetriesExhaustedException;
import io.pgstride.core.internal.transaction.Attempts;
import io.pgstride.core.internal.transaction.UnitMetrics;
import io.pgstride.core.internal.transaction.UnitOfWork;
import io.pgstride.core.telemetry.Telemetry;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;
import org.jooq.Configuration;
import org.jooq.SQLDialect;
import org.jooq.impl.DefaultConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Units of work: each takes a connection, opens a transaction, hands out a {@link org.jooq.DSLContext} for it, commits,
 * and gives the connection back.
 *
 * <pre>{@code
 * Transactions transactions = Transactions.on(dataSource);
 * long id = transactions.call(dsl -> dsl.insertInto(...).returning(...).fetchOne(...));
 * List<Row> rows = transactions.readOnly().statementTimeout(Duration.ofSeconds(2)).call(dsl -> dsl.select(...).fetch());
 * }</pre>
 *
 * <p>The SQL is that of the driver ({@code BEGIN}, {@code COMMIT}, {@code ROLLBACK}) and, before the work and only
 * where an option asks for it, in one round trip:
 *
 * <pre>{@code
 * SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;
 * SET LOCAL statement_timeout = 2000; SET LOCAL lock_timeout = 500; SET LOCAL transaction_timeout = 10000
 * }</pre>
 *
 * <p>Serialization failures and deadlocks, from the work or from COMMIT, are retried in a new transaction. Connections
 * have {@link TransactionHooks}; retried attempts run their after-rollback hooks. A unit within a unit is a transaction
 * of its own on a second connection; to nest in the same one, use {@code dsl.transaction(...)}, which sets a savepoint.
 *
 * <p>Immutable and thread-safe; holds no thread and no connection between calls. Calls block.
 */
public final class Transactions {
    private final DataSource dataSource;
    private final UnitOfWork unit;
    private final Retry retry;
    private final UnitMetrics metrics;

    private Transactions(DataSource dataSource, UnitOfWork unit, Retry retry, UnitMetrics metrics) {
        this.dataSource = dataSource;
        this.unit = unit;
        this.retry = retry;
        this.metrics = metrics;
    }

    /**
     * {@return units of work over a DataSource}
     *
     * @param dataSource {@linkplain TransactionHooks#wrap wrapped} where it is not yet; stays the caller's to close
     */
    public static Transactions on(DataSource dataSource) {
        return new Transactions(
                TransactionHooks.wrap(dataSource),
                UnitOfWork.with(new DefaultConfiguration().set(SQLDialect.POSTGRES)),
                Retry.ofDefaults(),
                UnitMetrics.of(Telemetry.none()));
    }

    /**
     * {@return the same with jOOQ settings, listeners, converters and so on from a configuration}
     *
     * @param configuration its connections are not used
     */
    public Transactions configuration(Configuration configuration) {
        return with(unit.configuration(Objects.requireNonNull(configuration, "configuration")));
    }

    /** {@return the same in read-only transactions, by {@link java.sql.Connection#setReadOnly}, which routing understands too} */
    public Transactions readOnly() {
        return with(unit.readOnly(true));
    }

    /**
     * {@return the same at an isolation level}
     *
     * @param isolation replaces the server's {@code default_transaction_isolation}
     */
    public Transactions isolation(Isolation isolation) {
        return with(unit.isolation(Objects.requireNonNull(isolation, "isolation")));
    }

    /**
     * {@return the same with a limit on each statement's time on the server; beyond it the statement fails with 57014}
     *
     * @param timeout 1 ms to 24 days, cut to whole milliseconds
     * @throws IllegalArgumentException if it is shorter than 1 ms or longer than 24 days
     */
    public Transactions statementTimeout(Duration timeout) {
        return with(unit.setting("statement_timeout", timeout));
    }

    /**
     * {@return the same with a limit on each wait for a lock; beyond it the statement fails with 55P03}
     *
     * @param timeout 1 ms to 24 days, cut to whole milliseconds
     * @throws IllegalArgumentException if it is shorter than 1 ms or longer than 24 days
     */
    public Transactions lockTimeout(Duration timeout) {
        return with(unit.setting("lock_timeout", timeout));
    }

    /**
     * {@return the same with a limit on the whole transaction, idle time included; beyond it the server ends the session}
     * PostgreSQL 17 and later; on an earlier server the unit is refused before the work runs.
     *
     * @param timeout 1 ms to 24 days, cut to whole milliseconds
     * @throws IllegalArgumentException if it is shorter than 1 ms or longer than 24 days
     */
    public Transactions transactionTimeout(Duration timeout) {
        return with(unit.setting("transaction_timeout", timeout));
    }

    /**
     * {@return the same with another retry policy than {@link Retry#ofDefaults()}}
     *
     * @param retry {@link Retry#none()} for one attempt only
     */
    public Transactions retry(Retry retry) {
        return new Transactions(dataSource, unit, Objects.requireNonNull(retry, "retry"), metrics);
    }

    /**
     * {@return the same with telemetry} Timer {@code pgstride.core.units} of whole units, retries and pauses included, by
     * the tag {@code outcome} (success or failure), and counter {@code pgstride.core.retries}.
     *
     * @param telemetry replaces what was set before
     */
    public Transactions telemetry(Telemetry telemetry) {
        return new Transactions(dataSource, unit, retry, UnitMetrics.of(telemetry));
    }

    /**
     * Runs a unit of work and commits it.
     *
     * @param work runs once per attempt, on this thread
     * @param <T> what the work returns
     * @param <X> the checked exception that the work throws
     * @return what the work returned in the attempt that was committed
     * @throws X what the work throws, after a rollback
     * @throws RetriesExhaustedException if every attempt failed with 40001 or 40P01, and there was more than one
     * @throws CommitOutcomeUnknownException if the connection broke during COMMIT
     * @throws org.jooq.exception.DataAccessException for other errors of the database
     */
    public <T extends @Nullable Object, X extends Exception> T call(Work<T, X> work) throws X {
        return Attempts.run(retry, metrics, () -> unit.run(dataSource, work));
    }

    /**
     * As {@link #call}, without a result.
     *
     * @param work runs once per attempt, on this thread
     * @param <X> the checked exception that the work throws
     * @throws X what the work throws, after a rollback
     */
    public <X extends Exception> void run(VoidWork<X> work) throws X {
        this.<Boolean, X>call(dsl -> {
            work.run(dsl);
            return true;
        });
    }

    private Transactions with(UnitOfWork changed) {
        return new Transactions(dataSource, changed, retry, metrics);
    }
}
