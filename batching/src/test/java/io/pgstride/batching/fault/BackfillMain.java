package io.pgstride.batching.fault;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.pgstride.batching.BatchSize;
import io.pgstride.batching.backfill.Backfill;
import io.pgstride.batching.backfill.Progress;
import io.pgstride.batching.backfill.ProgressListener;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.postgresql.ds.PGSimpleDataSource;

/** Runs in a JVM of its own, until it is killed: a backfill, and a naive loop that writes its checkpoint in another transaction. */
final class BackfillMain {
    private static final Field<Long> ID = field(name("items", "id"), SQLDataType.BIGINT);
    private static final Field<Integer> N = field(name("items", "n"), SQLDataType.INTEGER);
    private static final int BATCH = 100;
    private static final int BOTH = 2;

    /** So that there is something left to do at each kill. */
    private static final long BETWEEN_BATCHES = 30_000_000;

    private static final long BETWEEN_CHECKPOINTS = 10_000_000_000L;

    private BackfillMain() {}

    public static void main(String... arguments) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(arguments[0]);
        new Thread(() -> naive(DSL.using(dataSource, SQLDialect.POSTGRES)), "naive").start();
        new Thread(() -> backfill(dataSource, BackfillMain::heard).run(), "backfill").start();
    }

    /** What is done twice shows. */
    static Backfill backfill(DataSource dataSource, ProgressListener listener) {
        return Backfill.on(dataSource)
                .name("killed")
                .update(table(name("items")))
                .key(ID)
                .set(N, N.mul(3).plus(1))
                .batchSize(BatchSize.fixed(BATCH))
                .listener(listener)
                .build();
    }

    private static void heard(Progress progress) {
        if (progress.scanned() > 0) {
            ChildJvm.works("backfill", BOTH);
            LockSupport.parkNanos(BETWEEN_BATCHES);
        }
    }

    /** Spares the checkpoint, which it writes only now and then. */
    private static void naive(DSLContext dsl) {
        while (true) {
            try {
                long from =
                        dsl.fetchSingle("select position from naive_checkpoint").get(0, long.class);
                dsl.execute("update naive_items set n = n * 3 + 1 where id > ? and id <= ?", from, from + BATCH);
                ChildJvm.works("naive", BOTH);
                LockSupport.parkNanos(BETWEEN_CHECKPOINTS);
                dsl.execute("update naive_checkpoint set position = ?", from + BATCH);
            } catch (DataAccessException e) {
                LockSupport.parkNanos(50_000_000); // the server is gone for a while
            }
        }
    }
}
