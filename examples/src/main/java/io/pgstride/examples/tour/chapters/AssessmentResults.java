package io.pgstride.examples.tour.chapters;

import static io.pgstride.examples.db.Tables.ANSWERS;
import static io.pgstride.examples.db.Tables.QUESTIONS;
import static org.jooq.impl.DSL.avg;
import static org.jooq.impl.DSL.count;

import io.pgstride.caching.Cache;
import io.pgstride.caching.CacheLoader;
import io.pgstride.caching.CaffeineBackend;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Record3;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The best ten of an assessment, by a join and an aggregate over all its answers; and a cache of them. Counts how often it asks the server. */
final class AssessmentResults {
    private static final int TOP = 10;
    private static final long ENTRIES = 1_000;

    private final DataSource dataSource;
    private final AtomicInteger queries = new AtomicInteger();

    /** One user's; without a score where nothing is graded yet. */
    record Result(long user, int answers, @Nullable BigDecimal score) {}

    AssessmentResults(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The assessment with most answers. */
    static long heaviest(DSLContext dsl) {
        return dsl.select(QUESTIONS.ASSESSMENT_ID)
                .from(ANSWERS)
                .join(QUESTIONS)
                .on(QUESTIONS.ID.eq(ANSWERS.QUESTION_ID))
                .groupBy(QUESTIONS.ASSESSMENT_ID)
                .orderBy(count().desc(), QUESTIONS.ASSESSMENT_ID)
                .limit(1)
                .fetchSingle(QUESTIONS.ASSESSMENT_ID);
    }

    static Select<Record3<Long, Integer, BigDecimal>> select(DSLContext dsl, long assessment) {
        return dsl.select(ANSWERS.USER_ID, count(), avg(ANSWERS.SCORE))
                .from(ANSWERS)
                .join(QUESTIONS)
                .on(QUESTIONS.ID.eq(ANSWERS.QUESTION_ID))
                .where(QUESTIONS.ASSESSMENT_ID.eq(assessment))
                .groupBy(ANSWERS.USER_ID)
                .orderBy(avg(ANSWERS.SCORE).desc().nullsLast(), ANSWERS.USER_ID)
                .limit(TOP);
    }

    /** By a query. */
    List<Result> query(long assessment) {
        return query(DSL.using(dataSource, SQLDialect.POSTGRES), assessment);
    }

    private List<Result> query(DSLContext dsl, long assessment) {
        queries.incrementAndGet();
        return List.copyOf(select(dsl, assessment).fetch(row -> new Result(row.value1(), row.value2(), row.value3())));
    }

    /** An empty one, whose misses are the same query. */
    Cache<Long, List<Result>> cache() {
        return Cache.<Long, List<Result>>builder("results")
                .backend(new CaffeineBackend<>(ENTRIES))
                .loader(dataSource, CacheLoader.each(this::query))
                .build();
    }

    /** How many ran so far, whoever asked. */
    int queries() {
        return queries.get();
    }
}
