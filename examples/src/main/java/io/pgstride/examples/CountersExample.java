package io.pgstride.examples;

import static io.pgstride.examples.db.Tables.ANSWERS;
import static io.pgstride.examples.db.Tables.EVENTS;
import static io.pgstride.examples.db.Tables.USERS;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;

import io.pgstride.aggregation.AggregateHealth;
import io.pgstride.aggregation.counter.Counter;
import io.pgstride.aggregation.counter.CounterStorage;
import io.pgstride.aggregation.counter.Drift;
import io.pgstride.core.finding.Finding;
import io.pgstride.core.finding.FindingSources;
import io.pgstride.core.transaction.Transactions;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;

/** Counts that are kept with their parents: by triggers, or by the application. */
public final class CountersExample {
    // tag::declare[]
    private static final Field<Long> GRADED = field(name("graded_answers"), SQLDataType.BIGINT);

    private static final Counter<Long, Long> GRADED_ANSWERS = Counter.of(USERS, GRADED)
            .counting(ANSWERS, ANSWERS.USER_ID)
            .where(ANSWERS.GRADED_AT.isNotNull())
            .build();
    // end::declare[]

    // tag::application[]
    private static final Counter<Long, Long> EVENTS_OF_USER = Counter.of(
                    USERS, field(name("events"), SQLDataType.BIGINT))
            .counting(EVENTS, EVENTS.USER_ID)
            .keptByApplication()
            .build();
    // end::application[]

    private CountersExample() {}

    public static void main(String[] arguments) {
        try (ExampleDatabase database = ExampleDatabase.create()) {
            keep(database.dsl(), database.dataSource());
            keepByApplication(database.dsl(), database.dataSource());
            convert(database.dsl(), database.dataSource());
        }
    }

    private static void keep(DSLContext dsl, DataSource dataSource) {
        // tag::install[]
        GRADED_ANSWERS.install(dataSource); // or ddl().create() into a migration
        Drift<Long> lacked = GRADED_ANSWERS.repair(dataSource); // counts what is there, while others write
        // end::install[]
        System.out.println("lacked something: " + !lacked.isNone());
        dsl.deleteFrom(ANSWERS).where(ANSWERS.USER_ID.eq(1L)).execute();
        // tag::read[]
        dsl.select(USERS.NAME, GRADED)
                .from(USERS)
                .orderBy(GRADED.desc())
                .limit(10)
                .fetch();
        // end::read[]
        System.out.println("without answers: " + GRADED_ANSWERS.read(dsl, 1L).orElseThrow());
        // tag::drift[]
        Drift<Long> drift = GRADED_ANSWERS.drift(dsl);
        System.out.println(drift.wrong() + " wrong");
        // end::drift[]
        // tag::health[]
        List<Finding> findings = FindingSources.of(new AggregateHealth().measuring(GRADED_ANSWERS))
                .find(dsl);
        // end::health[]
        System.out.println("findings: " + findings.size());
    }

    private static void keepByApplication(DSLContext dsl, DataSource dataSource) {
        EVENTS_OF_USER.install(dataSource);
        EVENTS_OF_USER.repair(dataSource);
        long before = EVENTS_OF_USER.read(dsl, 2L).orElseThrow();
        // tag::add[]
        Transactions.on(dataSource).run(tx -> {
            tx.insertInto(EVENTS, EVENTS.USER_ID, EVENTS.KIND, EVENTS.CREATED_AT)
                    .values(2L, "login", OffsetDateTime.now(ZoneOffset.UTC))
                    .execute();
            EVENTS_OF_USER.add(tx, 2L, 1L); // written right before the commit, with all others of the transaction
        });
        // end::add[]
        System.out.println("added: " + (EVENTS_OF_USER.read(dsl, 2L).orElseThrow() - before));
    }

    private static void convert(DSLContext dsl, DataSource dataSource) {
        // tag::convert[]
        Counter<Long, Long> hot = Counter.of(USERS, GRADED)
                .counting(ANSWERS, ANSWERS.USER_ID)
                .where(ANSWERS.GRADED_AT.isNotNull())
                .storage(CounterStorage.ledger())
                .build();
        hot.convert(dataSource, Duration.ofMinutes(1)); // each of its waits
        // end::convert[]
        dsl.deleteFrom(ANSWERS).where(ANSWERS.USER_ID.eq(3L)).execute();
        // tag::exact[]
        dsl.select(USERS.NAME, hot.exact(USERS.ID)).from(USERS).limit(10).fetch();
        long moved = hot.rollUp(dataSource); // every few seconds
        // end::exact[]
        System.out.println("moved: " + moved + ", left: " + hot.read(dsl, 3L).orElseThrow());
    }
}
