package io.pgstride.examples;

import static io.pgstride.examples.db.Tables.EVENTS;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.jsonbGetAttributeAsText;
import static org.jooq.impl.SQLDataType.CLOB;

import io.pgstride.batching.backfill.Backfill;
import io.pgstride.batching.backfill.BackfillControl;
import io.pgstride.batching.backfill.BackfillPlan;
import io.pgstride.batching.backfill.BackfillResult;
import io.pgstride.batching.backfill.ConsoleProgress;
import io.pgstride.batching.backfill.Throttles;
import java.time.Duration;
import javax.sql.DataSource;
import org.jooq.Field;

/** Fills a new column of a large table while others use it. */
public final class BackfillExample {
    private static final Field<String> DEVICE = field(EVENTS.getQualifiedName().append("device"), CLOB);

    private BackfillExample() {}

    public static void main(String[] arguments) {
        try (ExampleDatabase database = ExampleDatabase.create()) {
            database.dsl().execute("ALTER TABLE pgstride_tour.events ADD COLUMN device text");
            fill(database.dataSource());
        }
    }

    private static void fill(DataSource dataSource) {
        // tag::backfill[]
        Backfill backfill = Backfill.on(dataSource)
                .name("events_device")
                .update(EVENTS)
                .set(DEVICE, jsonbGetAttributeAsText(EVENTS.DETAIL, "client"))
                .where(EVENTS.DETAIL.isNotNull())
                .throttle(Throttles.replicaLag(Duration.ofSeconds(10)))
                .throttle(Throttles.autovacuumOn(EVENTS))
                .listener(ConsoleProgress.on(System.out))
                .build();
        // end::backfill[]

        // tag::dryRun[]
        BackfillPlan plan = backfill.dryRun();
        System.out.println(plan); // about how many rows to walk over, and the statement of a batch
        plan.plan().ifPresent(tree -> System.out.println(tree.toText())); // how PostgreSQL would run the first one
        // end::dryRun[]

        // tag::run[]
        BackfillResult result = backfill.run();
        // end::run[]
        System.out.println(result.ended() + ": " + result.changed() + " of " + result.scanned() + " rows changed");
        tellStatus(dataSource);
    }

    private static void tellStatus(DataSource dataSource) {
        // tag::control[]
        BackfillControl control = BackfillControl.on(dataSource);
        control.status("events_device").ifPresent(status -> System.out.println(status.state()));
        // end::control[]
    }
}
