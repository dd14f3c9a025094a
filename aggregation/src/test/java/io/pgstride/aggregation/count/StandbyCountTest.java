package io.pgstride.aggregation.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.pgstride.testing.PostgresCluster;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

class StandbyCountTest {
    private static final Table<?> EVENTS = table(name("public", "events"));

    /** The statistics are those of the primary, and their age is not known here. */
    @Test
    void countsOnAStandby() {
        try (PostgresCluster cluster = PostgresCluster.builder().start()) {
            String database = cluster.createDatabase("counts");
            DSLContext primary = DSL.using(cluster.primary().dataSource(database), SQLDialect.POSTGRES);
            primary.execute("create table events as select n, n % 10 as kind from generate_series(1, 30000) n");
            primary.execute("analyze events");
            cluster.awaitCaughtUp();
            DSLContext standby = DSL.using(cluster.standbys().get(0).dataSource(database), SQLDialect.POSTGRES);

            CountAnswer all = ApproximateCount.ofDefaults().rows(standby, EVENTS);
            // Empty pages, by which the primary's file grows ahead, are counted in relpages and are not in the
            // standby's file.
            assertThat(all.rows()).isBetween(15_000L, 30_000L);
            assertThat(all.confidence()).isEqualTo(Confidence.UNDATED);
            assertThat(all.analyzed()).isEmpty();
            assertThat(all.doubts().get(0).fix()).isEmpty();
            assertThat(ApproximateCount.ofDefaults()
                            .rows(standby, EVENTS, condition("kind = 3"))
                            .rows())
                    .isEqualTo(3000);
        }
    }
}
