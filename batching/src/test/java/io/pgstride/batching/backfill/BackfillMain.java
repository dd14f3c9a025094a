package io.pgstride.batching.backfill;

import static io.pgstride.batching.backfill.Items.ID;
import static io.pgstride.batching.backfill.Items.ITEMS;
import static io.pgstride.batching.backfill.Items.N;

import io.pgstride.batching.BatchSize;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Runs a backfill in a JVM of its own, which is to be killed. */
final class BackfillMain {
    static final String URL = "PGSTRIDE_BACKFILL_URL";

    private BackfillMain() {}

    public static void main(String[] arguments) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(System.getenv(URL));
        System.out.println("done " + backfill(dataSource).build().run().ended());
    }

    static UpdateBackfill backfill(DataSource dataSource) {
        return Backfill.on(dataSource)
                .name("killed")
                .update(ITEMS)
                .key(ID)
                .set(N, N.plus(1))
                .parallelRanges(2)
                .batchSize(BatchSize.fixed(20));
    }
}
