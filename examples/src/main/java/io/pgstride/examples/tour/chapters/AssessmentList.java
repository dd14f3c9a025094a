package io.pgstride.examples.tour.chapters;

import static io.pgstride.examples.db.Tables.ANSWERS;
import static io.pgstride.examples.db.Tables.ASSESSMENTS;
import static io.pgstride.examples.db.Tables.QUESTIONS;
import static io.pgstride.examples.db.Tables.USERS;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;

import io.pgstride.aggregation.derived.DerivedColumn;
import io.pgstride.examples.db.PgstrideTour;
import io.pgstride.examples.tour.Race.Runner;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Query;
import org.jooq.Record2;
import org.jooq.Select;
import org.jooq.impl.SQLDataType;

/**
 * The assessments that were answered last, each with its owner's name, its first answer and its last: joined and grouped where they are asked for, and derived. An assessment's first
 * answer is the first of its questions' first answers, so one derived column derives from another.
 */
final class AssessmentList {
    static final int PAGE = 50;

    private static final Field<String> OWNER_NAME = field(name("owner_name"), SQLDataType.CLOB);
    private static final Field<OffsetDateTime> FIRST =
            field(name("first_answer_at"), SQLDataType.TIMESTAMPWITHTIMEZONE);
    private static final Field<OffsetDateTime> LAST = field(name("last_answer_at"), SQLDataType.TIMESTAMPWITHTIMEZONE);

    /** In the order in which they derive from each other. */
    private static final List<DerivedColumn> DERIVED = List.of(
            DerivedColumn.of(ASSESSMENTS, OWNER_NAME).copyOf(USERS, USERS.NAME, ASSESSMENTS.OWNER_ID),
            DerivedColumn.of(QUESTIONS, FIRST).minOf(ANSWERS, ANSWERS.QUESTION_ID, ANSWERS.SUBMITTED_AT),
            DerivedColumn.of(QUESTIONS, LAST).maxOf(ANSWERS, ANSWERS.QUESTION_ID, ANSWERS.SUBMITTED_AT),
            DerivedColumn.of(ASSESSMENTS, FIRST).minOf(QUESTIONS, QUESTIONS.ASSESSMENT_ID, FIRST),
            DerivedColumn.of(ASSESSMENTS, LAST).maxOf(QUESTIONS, QUESTIONS.ASSESSMENT_ID, LAST));

    private static final Name INDEX = name(PgstrideTour.PGSTRIDE_TOUR.getName(), "assessments_last_answer");

    private final DSLContext dsl;

    AssessmentList(DSLContext dsl) {
        this.dsl = dsl;
    }

    /** From then on triggers keep the columns, which are filled with what is there; the last answer gets an index. */
    void keep(DataSource dataSource) {
        DERIVED.forEach(column -> column.install(dataSource));
        DERIVED.forEach(column -> column.repair(dataSource));
        dsl.createIndex(INDEX.unqualifiedName())
                .on(ASSESSMENTS, LAST.desc().nullsLast(), ASSESSMENTS.ID.desc())
                .execute();
        vacuum();
    }

    /** Leaves the tables as they were; the index goes with its column. */
    void forget() {
        DERIVED.forEach(column -> dsl.execute(column.ddl().drop()));
        List.of(OWNER_NAME, FIRST, LAST)
                .forEach(column ->
                        dsl.alterTable(ASSESSMENTS).dropColumnIfExists(column).execute());
        List.of(FIRST, LAST)
                .forEach(column ->
                        dsl.alterTable(QUESTIONS).dropColumnIfExists(column).execute());
        vacuum();
    }

    private void vacuum() {
        List.of(ASSESSMENTS, QUESTIONS, USERS, ANSWERS).forEach(table -> dsl.execute("VACUUM (ANALYZE) {0}", table));
    }

    /** Of so many of the newest assessments. */
    Runner joined(long newest) {
        return runner(
                "join",
                dsl.select(
                                ASSESSMENTS.ID,
                                ASSESSMENTS.TITLE,
                                USERS.NAME,
                                min(ANSWERS.SUBMITTED_AT),
                                max(ANSWERS.SUBMITTED_AT))
                        .from(ASSESSMENTS)
                        .join(USERS)
                        .on(USERS.ID.eq(ASSESSMENTS.OWNER_ID))
                        .leftJoin(QUESTIONS)
                        .on(QUESTIONS.ASSESSMENT_ID.eq(ASSESSMENTS.ID))
                        .leftJoin(ANSWERS)
                        .on(ANSWERS.QUESTION_ID.eq(QUESTIONS.ID))
                        .where(among(newest))
                        .groupBy(ASSESSMENTS.ID, USERS.ID)
                        .orderBy(max(ANSWERS.SUBMITTED_AT).desc().nullsLast(), ASSESSMENTS.ID.desc())
                        .limit(PAGE));
    }

    /** The same with one look at an index for the first answer of each question, and one for the last. */
    Runner lookedUp(long newest) {
        Field<OffsetDateTime> first = ofQuestions(min(ofAnswers(min(ANSWERS.SUBMITTED_AT))));
        Field<OffsetDateTime> last = ofQuestions(max(ofAnswers(max(ANSWERS.SUBMITTED_AT))));
        return runner(
                "index",
                dsl.select(ASSESSMENTS.ID, ASSESSMENTS.TITLE, USERS.NAME, first.as(FIRST), last.as(LAST))
                        .from(ASSESSMENTS)
                        .join(USERS)
                        .on(USERS.ID.eq(ASSESSMENTS.OWNER_ID))
                        .where(among(newest))
                        .orderBy(LAST.desc().nullsLast(), ASSESSMENTS.ID.desc())
                        .limit(PAGE));
    }

    private static Field<OffsetDateTime> ofQuestions(Field<OffsetDateTime> extreme) {
        return field(select(extreme).from(QUESTIONS).where(QUESTIONS.ASSESSMENT_ID.eq(ASSESSMENTS.ID)));
    }

    private static Field<OffsetDateTime> ofAnswers(Field<OffsetDateTime> extreme) {
        return field(select(extreme).from(ANSWERS).where(ANSWERS.QUESTION_ID.eq(QUESTIONS.ID)));
    }

    Runner derived(long newest) {
        return runner(
                "derived",
                dsl.select(ASSESSMENTS.ID, ASSESSMENTS.TITLE, OWNER_NAME, FIRST, LAST)
                        .from(ASSESSMENTS)
                        .where(among(newest))
                        .orderBy(LAST.desc().nullsLast(), ASSESSMENTS.ID.desc())
                        .limit(PAGE));
    }

    /** The owner of the first of the list, with his name. */
    Record2<Long, String> firstOwner() {
        return dsl.select(USERS.ID, USERS.NAME)
                .from(ASSESSMENTS)
                .join(USERS)
                .on(USERS.ID.eq(ASSESSMENTS.OWNER_ID))
                .orderBy(LAST.desc().nullsLast(), ASSESSMENTS.ID.desc())
                .limit(1)
                .fetchSingle();
    }

    void rename(long user, String to) {
        dsl.update(USERS).set(USERS.NAME, to).where(USERS.ID.eq(user)).execute();
    }

    /** The latest answers, and when they were given. */
    Map<Long, OffsetDateTime> latest(int number) {
        return dsl.select(ANSWERS.ID, ANSWERS.SUBMITTED_AT)
                .from(ANSWERS)
                .orderBy(ANSWERS.ID.desc())
                .limit(number)
                .fetchMap(ANSWERS.ID, ANSWERS.SUBMITTED_AT);
    }

    /** Has each of these answers been given at its time, later by so much. */
    List<? extends Query> give(Map<Long, OffsetDateTime> answers, Duration later) {
        return answers.entrySet().stream()
                .map(answer -> dsl.update(ANSWERS)
                        .set(ANSWERS.SUBMITTED_AT, answer.getValue().plus(later))
                        .where(ANSWERS.ID.eq(answer.getKey())))
                .toList();
    }

    /** Assessments are numbered from 1 in the order in which they were made. */
    private Condition among(long newest) {
        return ASSESSMENTS.ID.gt(dsl.fetchCount(ASSESSMENTS) - newest);
    }

    private static Runner runner(String way, Select<?> query) {
        return new Runner(way, query, query::fetch);
    }
}
