package io.pgstride.examples;

import static io.pgstride.examples.db.Tables.ANSWERS;
import static io.pgstride.examples.db.Tables.ASSESSMENTS;
import static io.pgstride.examples.db.Tables.USERS;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;

import io.pgstride.aggregation.derived.DerivedColumn;
import io.pgstride.aggregation.derived.DerivedDrift;
import io.pgstride.batching.backfill.Backfill;
import io.pgstride.batching.backfill.Throttles;
import io.pgstride.core.transaction.Transactions;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.SQLDataType;

/** What other tables say, kept where it is read. */
public final class DerivedColumnsExample {
    // tag::declare[]
    private static final Field<String> OWNER_NAME = field(name("owner_name"), SQLDataType.CLOB);
    private static final Field<OffsetDateTime> LAST_ANSWER_AT =
            field(name("last_answer_at"), SQLDataType.TIMESTAMPWITHTIMEZONE);

    private static final DerivedColumn NAME_OF_OWNER =
            DerivedColumn.of(ASSESSMENTS, OWNER_NAME).copyOf(USERS, USERS.NAME, ASSESSMENTS.OWNER_ID);

    private static final DerivedColumn LAST_ANSWER =
            DerivedColumn.of(USERS, LAST_ANSWER_AT).maxOf(ANSWERS, ANSWERS.USER_ID, ANSWERS.SUBMITTED_AT);
    // end::declare[]

    // tag::application[]
    private static final DerivedColumn FIRST_ANSWER = DerivedColumn.of(
                    USERS, field(name("first_answer_at"), SQLDataType.TIMESTAMPWITHTIMEZONE))
            .keptByApplication()
            .minOf(ANSWERS, ANSWERS.USER_ID, ANSWERS.SUBMITTED_AT);
    // end::application[]

    private DerivedColumnsExample() {}

    public static void main(String[] arguments) {
        try (ExampleDatabase database = ExampleDatabase.create()) {
            keep(database.dsl(), database.dataSource());
            keepByApplication(database.dsl(), database.dataSource());
        }
    }

    private static void keep(DSLContext dsl, DataSource dataSource) {
        // tag::install[]
        NAME_OF_OWNER.install(dataSource); // or ddl().create() into a migration
        LAST_ANSWER.install(dataSource);
        NAME_OF_OWNER.repair(dataSource); // fills what is there, while others write
        LAST_ANSWER.repair(dataSource);
        // end::install[]
        long owner = dsl.select(ASSESSMENTS.OWNER_ID).from(ASSESSMENTS).limit(1).fetchSingle(ASSESSMENTS.OWNER_ID);
        dsl.update(USERS).set(USERS.NAME, "Ada L.").where(USERS.ID.eq(owner)).execute();
        // tag::read[]
        List<String> owners = dsl.selectDistinct(OWNER_NAME)
                .from(ASSESSMENTS)
                .where(ASSESSMENTS.OWNER_ID.eq(owner))
                .fetch(OWNER_NAME);
        // end::read[]
        System.out.println(owners);
        // tag::drift[]
        DerivedDrift drift = LAST_ANSWER.drift(dsl);
        System.out.println(drift.wrong() + " wrong");
        // end::drift[]
    }

    private static void keepByApplication(DSLContext dsl, DataSource dataSource) {
        FIRST_ANSWER.install(dataSource);
        // tag::backfill[]
        Backfill.on(dataSource)
                .name("users_first_answer_at")
                .transform(USERS, (tx, users) -> FIRST_ANSWER.touch(tx, ids(users)))
                .throttle(Throttles.replicaLag(Duration.ofSeconds(10)))
                .build()
                .run();
        // end::backfill[]
        // tag::touch[]
        Transactions.on(dataSource).run(tx -> {
            tx.deleteFrom(ANSWERS).where(ANSWERS.USER_ID.eq(1L)).execute();
            FIRST_ANSWER.touch(tx, List.of(1L)); // made again when this commits
        });
        // end::touch[]
        System.out.println(FIRST_ANSWER.drift(dsl).wrong() + " wrong");
    }

    private static List<Long> ids(List<? extends Record> users) {
        return users.stream().map(user -> user.get(USERS.ID)).toList();
    }
}
