package io.pgstride.benchmarks.batching.backfill;

import static io.pgstride.benchmarks.batching.backfill.Accounts.ACCOUNT;

import io.pgstride.batching.backfill.Backfill;
import io.pgstride.batching.backfill.BackfillControl;
import javax.sql.DataSource;
import org.jooq.impl.DSL;

/** As it comes, with the default batch size and no throttle. */
final class PgstrideBackfill implements Way {
    private static final String NAME = "owner_length";

    /** The last run is forgotten; the tables of the checkpoint remain. */
    @Override
    public void prepare(DataSource dataSource) {
        BackfillControl control = BackfillControl.on(dataSource);
        if (!control.list().isEmpty()) {
            control.reset(NAME);
        }
    }

    @Override
    public void run(DataSource dataSource) {
        Backfill.on(dataSource)
                .name(NAME)
                .update(ACCOUNT)
                .key(ACCOUNT.id)
                .set(ACCOUNT.ownerLength, DSL.length(ACCOUNT.owner))
                .where(ACCOUNT.ownerLength.isNull())
                .build()
                .run();
    }
}
