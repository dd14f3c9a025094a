package io.pgstride.aggregation.internal.counter;

import io.pgstride.aggregation.counter.Drift;
import io.pgstride.aggregation.internal.upkeep.Patient;
import io.pgstride.aggregation.internal.upkeep.Script;
import io.pgstride.core.NoTransactionException;
import io.pgstride.core.transaction.TransactionHooks;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * What is done to a counter beside the writers.
 *
 * @param dataSource of the primary
 * @param <K> the type of a key
 * @param <N> the type of the counter
 */
public record Upkeep<K, N extends Number>(CounterSpec spec, CounterCalls<K, N> calls, DataSource dataSource) {
    private static final int BATCH = 500;
    private static final int ROLL_UP = 5_000;

    /** Notes a change for the commit, or makes it at once where no hook sees that one. */
    public static void change(DSLContext dsl, Change change, int order) {
        dsl.connection(connection -> {
            TransactionHooks hooks = hooks(connection);
            if (hooks != null && hooks.active()) {
                hooks.gather(order, change, Flush.OF_ALL);
            } else {
                Flush.OF_ALL.run(connection, List.of(change));
            }
        });
    }

    private static @Nullable TransactionHooks hooks(Connection connection) {
        try {
            return TransactionHooks.of(connection);
        } catch (NoTransactionException e) {
            return null;
        }
    }

    /** Without a change. */
    public static <K, N extends Number> Drift<K> measure(CounterCalls<K, N> calls, DSLContext dsl) {
        return new Walk<K>()
                .over(calls.resultKey(), BATCH, (after, most) -> calls.measured(dsl, "measure", after, most));
    }

    /** Runs the DDL, which may be there already. */
    public void install() {
        String statements = new CounterSql(spec).ddl().create();
        new Patient(dataSource).call(dsl -> {
            Script.run(dsl, statements);
            return true;
        });
    }

    /** What the database has of the counter. */
    Optional<Installed> installed(DSLContext dsl) {
        String comment = dsl.select(DSL.field(
                        "obj_description(to_regprocedure({0}), 'pg_proc')",
                        SQLDataType.VARCHAR, DSL.val(new CounterSql(spec).exactSignature())))
                .fetchSingle()
                .value1();
        return Optional.ofNullable(comment).flatMap(Installed::of);
    }

    /** To the storage that the counter declares. */
    public void convert(Duration atMost) {
        new Conversion(spec, this, dataSource, atMost).run();
    }

    /** Batch by batch, each in a transaction. */
    public Drift<K> repair() {
        Patient patient = new Patient(dataSource);
        return new Walk<K>()
                .over(
                        calls.resultKey(),
                        BATCH,
                        (after, most) -> patient.call(dsl -> calls.measured(dsl, "repair", after, most)));
    }

    /** Until fewer rows than a batch are left. */
    public long rollUp() {
        Patient patient = new Patient(dataSource);
        long all = 0;
        long moved;
        do {
            moved = Math.max(0L, patient.<Long>call(dsl -> calls.rollUp(dsl, ROLL_UP)));
            all += moved;
        } while (moved >= ROLL_UP);
        return all;
    }
}
