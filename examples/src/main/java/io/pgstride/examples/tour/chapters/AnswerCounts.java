package io.pgstride.examples.tour.chapters;

import static io.pgstride.examples.db.Tables.ANSWERS;
import static io.pgstride.examples.db.Tables.USERS;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.name;

import io.pgstride.aggregation.counter.Counter;
import io.pgstride.examples.tour.Race.Runner;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Select;
import org.jooq.impl.SQLDataType;

/** How many answers users have: counted where it is asked, and kept in a column of {@code users} by a counter. */
final class AnswerCounts {
    static final int PAGE = 50;

    private static final int WRITES = 200;
    private static final Field<Integer> KEPT = field(name("answer_count"), SQLDataType.INTEGER);
    private static final Counter<Long, Integer> COUNTER =
            Counter.of(USERS, KEPT).counting(ANSWERS, ANSWERS.USER_ID).build();

    private final DSLContext dsl;

    AnswerCounts(DSLContext dsl) {
        this.dsl = dsl;
    }

    /** From then on triggers keep the counter, which begins with what is there. */
    void keep(DataSource dataSource) {
        COUNTER.install(dataSource);
        COUNTER.repair(dataSource);
        vacuum();
    }

    /** Leaves {@code users} and {@code answers} as they were. */
    void forget() {
        dsl.execute(COUNTER.ddl().drop());
        dsl.alterTable(USERS).dropColumnIfExists(KEPT).execute();
        vacuum();
    }

    /** The repair and the writes touched rows: without it neither way would have its plan. */
    private void vacuum() {
        dsl.execute("VACUUM (ANALYZE) {0}", USERS);
        dsl.execute("VACUUM (ANALYZE) {0}", ANSWERS);
    }

    /** By each number of answers that occurs, a user who has it. */
    NavigableMap<Integer, Long> users() {
        Field<Integer> number = count().as("number");
        Field<Long> user = ANSWERS.USER_ID.as("user_id");
        var each =
                dsl.select(user, number).from(ANSWERS).groupBy(ANSWERS.USER_ID).asTable("each");
        return new TreeMap<>(dsl.select(each.field(number), min(each.field(user)))
                .from(each)
                .groupBy(each.field(number))
                .fetchMap(each.field(number), min(each.field(user))));
    }

    Runner countedOf(long user) {
        return counted(dsl.selectCount().from(ANSWERS).where(ANSWERS.USER_ID.eq(user)));
    }

    Runner keptOf(long user) {
        return kept(dsl.select(KEPT).from(USERS).where(USERS.ID.eq(user)));
    }

    /** The users with most answers. */
    Runner countedMost() {
        return counted(dsl.select(USERS.ID, USERS.NAME, count())
                .from(USERS)
                .join(ANSWERS)
                .on(ANSWERS.USER_ID.eq(USERS.ID))
                .groupBy(USERS.ID)
                .orderBy(count().desc(), USERS.ID)
                .limit(PAGE));
    }

    Runner keptMost() {
        return kept(dsl.select(USERS.ID, USERS.NAME, KEPT)
                .from(USERS)
                .where(KEPT.gt(0))
                .orderBy(KEPT.desc(), USERS.ID)
                .limit(PAGE));
    }

    Runner countedOfAll() {
        return counted(dsl.select(USERS.ID, count())
                .from(USERS)
                .join(ANSWERS)
                .on(ANSWERS.USER_ID.eq(USERS.ID))
                .groupBy(USERS.ID)
                .orderBy(USERS.ID));
    }

    Runner keptOfAll() {
        return kept(dsl.select(USERS.ID, KEPT).from(USERS).where(KEPT.gt(0)).orderBy(USERS.ID));
    }

    private static Runner counted(Select<?> query) {
        return new Runner("COUNT(*)", query, query::fetch);
    }

    private static Runner kept(Select<?> query) {
        return new Runner("counter", query, query::fetch);
    }

    /** The first answers of a user. */
    List<Long> some(long user) {
        return dsl.select(ANSWERS.ID)
                .from(ANSWERS)
                .where(ANSWERS.USER_ID.eq(user))
                .orderBy(ANSWERS.ID)
                .limit(WRITES)
                .fetch(ANSWERS.ID);
    }

    /** Gives each of these answers to a user. */
    List<? extends Query> give(List<Long> answers, long to) {
        return answers.stream()
                .map(answer -> dsl.update(ANSWERS).set(ANSWERS.USER_ID, to).where(ANSWERS.ID.eq(answer)))
                .toList();
    }
}
