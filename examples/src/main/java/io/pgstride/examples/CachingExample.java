package io.pgstride.examples;

import static io.pgstride.examples.db.Tables.ANSWERS;
import static io.pgstride.examples.db.Tables.QUESTIONS;
import static org.jooq.impl.DSL.avg;
import static org.jooq.impl.DSL.count;

import io.pgstride.caching.Cache;
import io.pgstride.caching.CacheLoader;
import io.pgstride.caching.CaffeineBackend;
import io.pgstride.core.transaction.HookOptions;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.core.transaction.Transactions;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jooq.DSLContext;

/** The results of an assessment, which take a join and an aggregate, kept aside until an answer is graded. */
public final class CachingExample {
    private static final AtomicInteger LOADS = new AtomicInteger();

    // tag::values[]
    /** Which results: the parameters of the query are the key. */
    record Results(long assessment, int top) {}

    record Result(long user, int answers, BigDecimal score) {}
    // end::values[]

    private CachingExample() {}

    public static void main(String[] arguments) {
        try (ExampleDatabase database = ExampleDatabase.create()) {
            // tag::wrap[]
            DataSource dataSource = TransactionHooks.wrap(
                    database.dataSource(), HookOptions.ofDefaults().withTokens());
            // end::wrap[]
            try (Cache<Results, List<Result>> results = cache(dataSource)) {
                show(database.dsl(), results, Transactions.on(dataSource));
            }
        }
    }

    private static Cache<Results, List<Result>> cache(DataSource dataSource) {
        // tag::cache[]
        Cache<Results, List<Result>> results = Cache.<Results, List<Result>>builder("results")
                .backend(new CaffeineBackend<>(10_000))
                .expireAfter(Duration.ofMinutes(10))
                .tags(key -> Set.of("assessment:" + key.assessment()))
                .loader(dataSource, CacheLoader.each(CachingExample::load))
                .build();
        // end::cache[]
        return results;
    }

    // tag::load[]
    static List<Result> load(DSLContext dsl, Results key) {
        LOADS.incrementAndGet();
        return dsl.select(ANSWERS.USER_ID, count(), avg(ANSWERS.SCORE))
                .from(ANSWERS)
                .join(QUESTIONS)
                .on(QUESTIONS.ID.eq(ANSWERS.QUESTION_ID))
                .where(QUESTIONS.ASSESSMENT_ID.eq(key.assessment()))
                .groupBy(ANSWERS.USER_ID)
                .orderBy(avg(ANSWERS.SCORE).desc().nullsLast(), ANSWERS.USER_ID)
                .limit(key.top())
                .fetch(row -> new Result(row.value1(), row.value2(), row.value3()));
    }
    // end::load[]

    private static void show(DSLContext dsl, Cache<Results, List<Result>> results, Transactions transactions) {
        long answer = dsl.select(ANSWERS.ID)
                .from(ANSWERS)
                .orderBy(ANSWERS.ID)
                .limit(1)
                .fetchSingle(ANSWERS.ID);
        long assessment = dsl.select(QUESTIONS.ASSESSMENT_ID)
                .from(QUESTIONS)
                .join(ANSWERS)
                .on(ANSWERS.QUESTION_ID.eq(QUESTIONS.ID))
                .where(ANSWERS.ID.eq(answer))
                .fetchSingle(QUESTIONS.ASSESSMENT_ID);
        for (int i = 0; i < 100; i++) {
            // tag::get[]
            List<Result> best = results.get(new Results(assessment, 10));
            // end::get[]
            if (best == null) {
                throw new AssertionError("a list is never absent");
            }
        }
        System.out.println("100 gets: " + LOADS.get() + " load");

        // tag::write[]
        transactions.run(tx -> {
            tx.update(ANSWERS)
                    .set(ANSWERS.SCORE, BigDecimal.ONE)
                    .where(ANSWERS.ID.eq(answer))
                    .execute();
            results.in(tx).invalidateTags("assessment:" + assessment); // once this has committed
        });
        // end::write[]
        results.get(new Results(assessment, 10));
        System.out.println("after a grade: " + LOADS.get() + " loads");
    }
}
