package io.pgstride.aggregation.internal.upkeep;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.pgstride.core.PgstrideException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Waits until no transaction of this database is left that was open at the beginning, as CREATE INDEX CONCURRENTLY does: then nobody uses what was replaced before, nor a snapshot
 * from before.
 */
public record OlderTransactions(DataSource dataSource) {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private static final Field<String> TRANSACTION = field(name("l", "virtualtransaction"), SQLDataType.VARCHAR);
    private static final Field<Integer> PID = field(name("l", "pid"), SQLDataType.INTEGER);

    /**
     * Blocks until they are over.
     *
     * @param what waits, for the message
     * @throws PgstrideException if some are still open
     */
    public void await(String what, Duration atMost) {
        DSLContext dsl = DSL.using(dataSource, SQLDialect.POSTGRES);
        List<String> open = open(dsl, DSL.noCondition()).getValues(TRANSACTION);
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!open.isEmpty()) {
            Result<? extends Record> left = open(dsl, TRANSACTION.in(open));
            open = left.getValues(TRANSACTION);
            if (!open.isEmpty() && (System.nanoTime() - deadline >= 0 || !pause())) {
                throw new PgstrideException(what + " waits for transactions that began before it, and after " + atMost
                        + " those of the sessions " + left.getValues(PID)
                        + " are still open; end them and run it again, which goes on where it was");
            }
        }
    }

    private static Result<? extends Record> open(DSLContext dsl, Condition which) {
        return dsl.select(TRANSACTION, PID)
                .from(table(name("pg_catalog", "pg_locks")).as("l"))
                .join(table(name("pg_catalog", "pg_stat_activity")).as("a"))
                .on(PID.eq(field(name("a", "pid"), SQLDataType.INTEGER)))
                .where(field(name("l", "locktype"), SQLDataType.VARCHAR).eq("virtualxid"))
                .and(field(name("a", "datname"), SQLDataType.VARCHAR)
                        .eq(DSL.function("current_database", SQLDataType.VARCHAR)))
                .and(field(name("a", "backend_type"), SQLDataType.VARCHAR).eq("client backend"))
                .and(PID.ne(DSL.function("pg_backend_pid", SQLDataType.INTEGER)))
                .and(which)
                .fetch();
    }

    private static boolean pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(LOOK_AGAIN.toNanos());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
