package io.pgstride.aggregation.internal.counter;

import io.pgstride.aggregation.counter.CounterStorage;
import io.pgstride.aggregation.internal.upkeep.Declared;
import io.pgstride.aggregation.internal.upkeep.OlderTransactions;
import io.pgstride.aggregation.internal.upkeep.Patient;
import io.pgstride.aggregation.internal.upkeep.Script;
import io.pgstride.core.PgstrideException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Changes the storage of a counter while it is written and read.
 *
 * <p>A table is read from before the first write to it until after the last: (1) readers get the new table too; when all transactions that could read without it are over,
 * (2) writers write to it; when all that could write to the old one are over, (3) the old one is folded into the column; when all snapshots from before that are over, (4) readers
 * leave it, and it is dropped. Each step is a transaction of DDL on functions, for which nobody waits. Each may be repeated: a conversion that was ended anywhere goes on.
 */
record Conversion(CounterSpec spec, Upkeep<?, ?> upkeep, DataSource dataSource, Duration atMost) {
    void run() {
        DSLContext dsl = DSL.using(dataSource, SQLDialect.POSTGRES);
        Installed now = upkeep.installed(dsl)
                .orElseThrow(() -> new PgstrideException(
                        "counter " + spec.name() + " is not installed, so it cannot be converted; install() it"));
        EnumSet<Side> wanted = Side.of(spec.storage());
        EnumSet<Side> all = wanted.clone();
        all.addAll(existing(dsl));
        if (all.equals(wanted) && now.storage().equals(spec.storage())) {
            return;
        }
        become(now.storage(), all);
        awaitOlder();
        become(spec.storage(), all);
        Set<Side> old = all.clone();
        old.removeAll(wanted);
        if (!old.isEmpty()) {
            awaitOlder();
            old.forEach(side -> drain(dsl, side));
            awaitOlder();
            become(spec.storage(), wanted);
            String drop = new CounterSql(spec).drop(old);
            new Patient(dataSource).call(tx -> {
                Script.run(tx, drop);
                return true;
            });
        }
    }

    private void become(CounterStorage storage, Set<Side> read) {
        CounterSql sql = new CounterSql(spec);
        String version = sql.ddl().version();
        String statements = sql.functions(storage, read) + "\n" + sql.comment(storage, version);
        new Patient(dataSource).call(dsl -> {
            Script.run(dsl, statements);
            return true;
        });
    }

    private void awaitOlder() {
        new OlderTransactions(dataSource).await("the conversion of counter " + spec.name(), atMost);
    }

    private void drain(DSLContext dsl, Side side) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (dsl.fetchExists(table(side))) {
            if (upkeep.rollUp() == 0 && System.nanoTime() - deadline >= 0) {
                throw new PgstrideException("the conversion of counter " + spec.name() + " could not empty "
                        + Declared.quoted(table(side)) + " within " + atMost
                        + ", as others lock its rows or roll it up; run it again, which goes on where it was");
            }
        }
    }

    private Set<Side> existing(DSLContext dsl) {
        Set<Side> found = EnumSet.noneOf(Side.class);
        for (Side side : Side.values()) {
            String name = Declared.quoted(table(side));
            if (dsl.select(DSL.field("to_regclass({0}) is not null", SQLDataType.BOOLEAN, DSL.val(name)))
                    .fetchSingle()
                    .value1()) {
                found.add(side);
            }
        }
        return found;
    }

    private Table<?> table(Side side) {
        return DSL.table(spec.names().object(side.suffix()));
    }
}
