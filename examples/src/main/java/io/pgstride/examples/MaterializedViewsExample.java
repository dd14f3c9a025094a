package io.pgstride.examples;

import static io.pgstride.examples.db.Tables.EVENTS;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.name;

import io.pgstride.aggregation.view.MaterializedViews;
import io.pgstride.aggregation.view.RefreshResult;
import io.pgstride.aggregation.view.StaleViews;
import io.pgstride.aggregation.view.ViewOutcome;
import io.pgstride.aggregation.view.ViewRunner;
import io.pgstride.aggregation.view.ViewStatus;
import java.time.Duration;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.Record2;
import org.jooq.Select;

/** Counts of events by user, kept in a view: refreshed now, in order, by request, and given another definition. */
public final class MaterializedViewsExample {
    // tag::views[]
    private static final Name BY_USER = name("pgstride_tour", "events_by_user");
    private static final Name TOP = name("pgstride_tour", "busy_users");
    // end::views[]

    private MaterializedViewsExample() {}

    public static void main(String[] arguments) {
        try (ExampleDatabase database = ExampleDatabase.create()) {
            run(database.dsl(), database.dataSource());
        }
    }

    private static void run(DSLContext dsl, DataSource dataSource) {
        create(dsl);
        // tag::refresh[]
        MaterializedViews views = MaterializedViews.on(dataSource);
        RefreshResult result = views.refresh(BY_USER); // shows what was committed before this call
        // end::refresh[]
        System.out.println(result.refresh().kind() + ", shared: " + result.shared());
        refreshAll(views);
        tellStatus(views);
        onRequest(dsl, views);
        replace(dsl, views);
        System.out.println(new StaleViews().find(dsl).size() + " findings");
    }

    private static void create(DSLContext dsl) {
        // tag::ddl[]
        dsl.execute(MaterializedViews.ddl());
        // end::ddl[]
        dsl.execute(
                "create materialized view {0} as select user_id, count(*) as events from pgstride_tour.events group by user_id",
                BY_USER);
        dsl.execute("create unique index on {0} (user_id)", BY_USER);
        dsl.execute("create materialized view {0} as select * from {1} where events > 10", TOP, BY_USER);
        dsl.execute("create unique index on {0} (user_id)", TOP);
    }

    private static void refreshAll(MaterializedViews views) {
        // tag::all[]
        for (ViewOutcome outcome : views.refreshAll("pgstride_tour")) {
            if (outcome instanceof ViewOutcome.Failed failed) {
                System.out.println(failed.failure().getMessage());
            } else {
                System.out.println(
                        outcome.view().last() + ": " + outcome.getClass().getSimpleName());
            }
        }
        // end::all[]
    }

    private static void tellStatus(MaterializedViews views) {
        // tag::status[]
        ViewStatus status = views.status(BY_USER);
        boolean fresh = status.age().filter(age -> age.toMinutes() < 15).isPresent();
        // end::status[]
        System.out.println(
                "fresh: " + fresh + ", refreshes: " + views.history(BY_USER).size());
    }

    private static void onRequest(DSLContext dsl, MaterializedViews views) {
        // tag::runner[]
        try (ViewRunner runner = views.runner("reports")
                .every(TOP, Duration.ofMinutes(15)) // from start to start, among all processes
                .onRequest(BY_USER, Duration.ofSeconds(10)) // from end to start, however many requests
                .build()) {
            runner.start();
            serve(runner);
        }
        // end::runner[]
        // tag::request[]
        dsl.transaction(tx -> {
            tx.dsl().deleteFrom(EVENTS).where(EVENTS.USER_ID.eq(1L)).execute();
            views.request(tx.dsl(), BY_USER); // if and when this commits
        });
        // end::request[]
        System.out.println(
                "requested: " + views.status(BY_USER).requestedSince().isPresent());
    }

    /** What the application does. */
    private static void serve(ViewRunner runner) {
        System.out.println("runs: " + runner.isRunning());
    }

    private static void replace(DSLContext dsl, MaterializedViews views) {
        dsl.execute("drop materialized view {0}", TOP);
        // tag::replace[]
        Select<Record2<Long, Integer>> recent = dsl.select(EVENTS.USER_ID, count().as("events"))
                .from(EVENTS)
                .where(EVENTS.KIND.ne("view"))
                .groupBy(EVENTS.USER_ID);
        views.replace(BY_USER, recent);
        // end::replace[]
        System.out.println(views.history(BY_USER).get(0).kind());
    }
}
