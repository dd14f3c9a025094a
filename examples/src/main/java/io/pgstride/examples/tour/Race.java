package io.pgstride.examples.tour;

import io.pgstride.core.plan.Explain;
import io.pgstride.core.plan.QueryPlan;
import io.pgstride.examples.tour.Exhibit.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;

/**
 * Two ways to one answer, run in turn so that a busy moment of the machine hits both; the time is the median, the buffers
 * come from EXPLAIN (ANALYZE, BUFFERS) of the same statements.
 */
public final class Race {
    private static final int ROUNDS = 7;

    private final DSLContext dsl;

    public Race(DSLContext dsl) {
        this.dsl = dsl;
    }

    /** One way.
     *
     * @param query the statement that {@code rows} sends, for its plan
     * @param rows runs the statement as an application would
     */
    public record Runner(String way, Select<?> query, Supplier<? extends List<?>> rows) {}

    /** The row of the table, and the statements and plans behind it. */
    public record Outcome(Step step, Exhibit exhibit) {}

    public Outcome run(String pattern, Runner slow, Runner fast) {
        boolean same = List.copyOf(slow.rows().get()).equals(List.copyOf(fast.rows().get()));
        List<Duration> slowTimes = new ArrayList<>();
        List<Duration> fastTimes = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            slowTimes.add(time(slow));
            fastTimes.add(time(fast));
        }
        QueryPlan slowPlan = plan(slow);
        QueryPlan fastPlan = plan(fast);
        return new Outcome(
                new Step(pattern, cost(slowTimes, slowPlan), cost(fastTimes, fastPlan), same),
                new Exhibit(pattern, statement(slow, slowPlan), statement(fast, fastPlan)));
    }

    private static Duration time(Runner runner) {
        long start = System.nanoTime();
        runner.rows().get();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private QueryPlan plan(Runner runner) {
        return Explain.on(dsl).analyze().plan(runner.query());
    }

    private static Cost cost(List<Duration> times, QueryPlan plan) {
        Collections.sort(times);
        return new Cost(times.get(times.size() / 2), plan.buffers().shared());
    }

    private static Statement statement(Runner runner, QueryPlan plan) {
        return new Statement(runner.way(), readable(runner.query()), plan.toText());
    }

    private static String readable(Select<?> query) {
        return DSL.using(SQLDialect.POSTGRES, new Settings().withRenderFormatted(true))
                .renderInlined(query);
    }
}
