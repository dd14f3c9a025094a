package io.pgstride.batching.backfill;

import static org.jooq.impl.DSL.val;

import io.pgstride.batching.internal.XminHolder;
import io.pgstride.batching.internal.backfill.AnyThrottle;
import io.pgstride.batching.internal.backfill.ReplicaLag;
import io.pgstride.batching.internal.backfill.TableNames;
import io.pgstride.batching.internal.backfill.WalRate;
import io.pgstride.core.PgstrideException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jooq.Table;

/**
 * Ready throttles. Those that look at other sessions need {@code pg_monitor} (or {@code pg_read_all_stats}), as PostgreSQL hides them
 * from other roles: {@code replicaLag} and {@code oldestTransaction} fail where they cannot see, {@code autovacuumOn} then never objects.
 */
public final class Throttles {
    private static final String VACUUM = """
            select p.phase from pg_stat_progress_vacuum p
             where p.datname = current_database()
               and (p.relid = to_regclass({0})
                    or p.relid in (select relid from pg_partition_tree(to_regclass({0}))))
             limit 1
            """;

    private Throttles() {}

    /**
     * {@return a throttle that waits while a connected standby's replay is late}
     *
     * <p>By {@code replay_lag} of pg_stat_replication, and by the time since a standby more than 1 MiB behind was last seen to advance,
     * as PostgreSQL's figure stands still with the standby.
     *
     * @param limit how late it may be
     */
    public static Throttle replicaLag(Duration limit) {
        return new ReplicaLag(positive(limit), Long.MAX_VALUE);
    }

    /**
     * {@return a throttle that waits while a connected standby has more than so many bytes of WAL to replay}
     *
     * @param bytes 1 or more
     */
    public static Throttle replicaLag(long bytes) {
        return new ReplicaLag(null, positive(bytes));
    }

    /**
     * {@return a throttle that keeps the server's WAL to a rate in the mean, whoever writes it}
     *
     * @param bytesPerSecond 1 or more; as much as this may be written at once
     */
    public static Throttle walRate(long bytesPerSecond) {
        return new WalRate(positive(bytesPerSecond));
    }

    /**
     * {@return a throttle that waits while a table, or a partition of it, is vacuumed, by autovacuum or by hand}
     *
     * @param table not aliased
     */
    public static Throttle autovacuumOn(Table<?> table) {
        String name = TableNames.regclass(table);
        return new AnyThrottle(
                "autovacuum",
                "of " + table.getName(),
                dsl -> dsl.resultQuery(VACUUM, val(name))
                        .fetchOptional()
                        .map(row -> "table " + table.getName() + " is vacuumed (" + row.get(0, String.class) + ")"));
    }

    /**
     * {@return a throttle that waits while more than so many threads wait for a connection of a pool}
     *
     * @param waiters now; for HikariCP {@code pool.getHikariPoolMXBean()::getThreadsAwaitingConnection}
     * @param most 0 or more
     */
    public static Throttle poolWaiters(IntSupplier waiters, int most) {
        if (most < 0) {
            throw new IllegalArgumentException("poolWaiters of " + most + " is below zero; give 0 or more");
        }
        return new AnyThrottle("pool-waiters", Integer.toString(most), dsl -> {
            int now = waiters.getAsInt();
            return now > most ? Optional.of(now + " threads wait for a connection, limit " + most) : Optional.empty();
        });
    }

    /**
     * {@return a throttle that waits while another transaction, which keeps dead rows from being vacuumed, is too old} Of a session of
     * this database, or a prepared one.
     *
     * <p>Its check fails, and with it the run, where such a session is another role's and may not be seen.
     *
     * @param limit of its age
     */
    public static Throttle oldestTransaction(Duration limit) {
        positive(limit);
        return new AnyThrottle("oldest-transaction", limit.toMillis() + " ms", dsl -> {
            Optional<XminHolder> oldest =
                    XminHolder.all(dsl).stream().map(Throttles::visible).max(Comparator.comparing(XminHolder::time));
            return oldest.filter(holder -> holder.time().compareTo(limit) > 0).map(holder -> tooOld(holder, limit));
        });
    }

    private static XminHolder visible(XminHolder holder) {
        if (holder.hidden()) {
            throw new PgstrideException("throttle oldest-transaction cannot see how old the transaction of "
                    + holder.who() + " is; grant pg_monitor to the role of the backfill");
        }
        return holder;
    }

    private static String tooOld(XminHolder holder, Duration limit) {
        return "the transaction of " + holder.who() + " is open for "
                + holder.time().toMillis() + " ms, limit " + limit.toMillis() + " ms";
    }

    /**
     * {@return a throttle that waits while dead rows of more than so many transactions cannot be vacuumed, held by a session, a
     * standby, a replication slot or a prepared transaction}
     *
     * @param transactions how many began since, 1 or more
     */
    public static Throttle oldestXmin(long transactions) {
        long most = positive(transactions);
        return new AnyThrottle(
                "oldest-xmin",
                Long.toString(most),
                dsl -> XminHolder.all(dsl).stream()
                        .findFirst()
                        .filter(oldest -> oldest.transactions() > most)
                        .map(oldest -> "the oldest xmin, of " + oldest.who() + ", is " + oldest.transactions()
                                + " transactions old, limit " + most));
    }

    private static Duration positive(Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException(
                    "a throttle's limit of " + limit + " lets nothing pass; give one above zero");
        }
        return limit;
    }

    private static long positive(long limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a throttle's limit of " + limit + " lets nothing pass; give 1 or more");
        }
        return limit;
    }
}
