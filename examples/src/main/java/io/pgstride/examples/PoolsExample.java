package io.pgstride.examples;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.core.pool.ConnectionBudget;
import io.pgstride.core.pool.ConnectionBudgetException;
import io.pgstride.core.pool.PlannedPool;
import io.pgstride.core.pool.PoolSize;
import io.pgstride.core.pool.Pools;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** Opens a pool that fits its purpose and its database, and looks at the start whether the server has room for all instances. */
public final class PoolsExample {
    private PoolsExample() {}

    public static void main(String[] arguments) {
        try (ExampleDatabase database = ExampleDatabase.create()) {
            String url = database.url();
            // tag::pool[]
            HikariConfig config = Pools.server(url)
                    .size(PoolSize.of(8, 1).over(4)) // the database has 8 cores; 4 instances of this program share it
                    .applicationName("shop")
                    .config();
            // end::pool[]
            try (HikariDataSource pool = new HikariDataSource(config)) {
                System.out.println(config.getMaximumPoolSize() + " connections, named " + pool.getPoolName());
                start(DSL.using(pool, SQLDialect.POSTGRES), config);
            }
        }
    }

    private static void start(DSLContext dsl, HikariConfig config) {
        // tag::budget[]
        ConnectionBudget budget = ConnectionBudget.of(
                PlannedPool.of(config, 4), // this program
                PlannedPool.named("shop-worker", 5, 2)); // another one
        budget.check(dsl).forEach(warning -> System.out.println(warning.toText()));
        // end::budget[]
        System.out.println("planned: " + budget.measure(dsl).get(0).planned());
        try {
            ConnectionBudget.of(PlannedPool.of(config, 4000)).check(dsl);
        } catch (ConnectionBudgetException e) {
            e.findings().forEach(finding -> System.out.println(finding.toText()));
        }
    }
}
