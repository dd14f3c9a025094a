package io.pgstride.benchmarks.batching.backfill;

import io.pgstride.benchmarks.batching.Sizes;
import io.pgstride.benchmarks.run.Case;
import io.pgstride.benchmarks.run.Contender;
import io.pgstride.benchmarks.run.Metric;
import io.pgstride.benchmarks.server.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/** The case that fills a column of a large table. */
public final class BackfillCases {
    private static final String FILL = "UPDATE account SET owner_length = length(owner) ";
    private static final int LOOP_ROWS = 10_000;

    /** For 50 updates of the bystander; at full there are 2,000. */
    private static final int IDLE_MILLIS = 500;

    private final AccountData data;
    private final Sizes sizes;

    /** Cases in a database. */
    public BackfillCases(Database database, Sizes sizes) {
        this.data = new AccountData(database, sizes.backfillRows());
        this.sizes = sizes;
    }

    /** In the order in which they are run. */
    public List<Case<?>> all() {
        return List.of(backfill());
    }

    private Case<BackfillSubject> backfill() {
        Way idle = dataSource -> Thread.sleep(Math.max(IDLE_MILLIS, sizes.backfillRows() / 100));
        return new Case<>(
                "backfill",
                List.of(
                        new Contender<>("idle", () -> BackfillSubject.idle(data, idle)),
                        filling("one-update", BackfillCases::oneUpdate),
                        filling("naive-loop", BackfillCases::naiveLoop),
                        filling("pgstride", new PgstrideBackfill())),
                List.of(
                        Metric.clocked("bystander_p99_ms", "ms", 1, BackfillSubject::bystanderP99),
                        Metric.clocked("longest_lock_wait_ms", "ms", 0, BackfillSubject::longestLockWait),
                        Metric.clocked("total_s", "s", 0, BackfillSubject::totalSeconds)));
    }

    private Contender<BackfillSubject> filling(String name, Way way) {
        return new Contender<>(name, () -> BackfillSubject.filling(data, way));
    }

    private static void oneUpdate(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement update = connection.createStatement()) {
            update.executeUpdate(FILL);
        }
    }

    /** As found in many a script: whatever is still to be done, so many rows at a time. */
    private static void naiveLoop(DataSource dataSource) throws SQLException {
        String some = FILL + "WHERE id IN (SELECT id FROM account WHERE owner_length IS NULL LIMIT " + LOOP_ROWS + ")";
        try (Connection connection = dataSource.getConnection();
                Statement update = connection.createStatement()) {
            int changed;
            do {
                changed = update.executeUpdate(some);
            } while (changed > 0);
        }
    }
}
