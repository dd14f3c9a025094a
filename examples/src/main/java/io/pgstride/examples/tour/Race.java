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
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;

/**
 * Two ways to one answer, run in turn so that a busy moment of the machine hits both; the time is the median, the buffers
 * come from EXPLAIN (ANALYZE, BUFFERS) of the same statements.
 */
public final class Race {
    private static final Duration WARM_UP = Duration.ofMillis(400);
    private static final Duration MEASURED = Duration.ofMillis(750);
    private static final int FEWEST_ROUNDS = 5;
    private static final int MOST_ROUNDS = 101;

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
        Laps warmUp = laps(slow, fast, 1, WARM_UP);
        Laps laps = laps(slow, fast, FEWEST_ROUNDS, MEASURED);
        QueryPlan slowPlan = plan(slow);
        QueryPlan fastPlan = plan(fast);
        return new Outcome(
                new Step(pattern, cost(laps.slow, slowPlan), cost(laps.fast, fastPlan), warmUp.same && laps.same),
                new Exhibit(pattern, statement(slow, slowPlan), statement(fast, fastPlan)));
    }

    /** As many rounds as fit into the time, within bounds: quick statements need more for a steady median. */
    private static Laps laps(Runner slow, Runner fast, int fewest, Duration time) {
        List<Duration> slowTimes = new ArrayList<>();
        List<Duration> fastTimes = new ArrayList<>();
        boolean same = true;
        long end = System.nanoTime() + time.toNanos();
        while (slowTimes.size() < fewest || (slowTimes.size() < MOST_ROUNDS && System.nanoTime() < end)) {
            Lap slowLap = lap(slow);
            Lap fastLap = lap(fast);
            slowTimes.add(slowLap.time());
            fastTimes.add(fastLap.time());
            same &= slowLap.sameRows(fastLap);
        }
        return new Laps(slowTimes, fastTimes, same);
    }

    private record Laps(List<Duration> slow, List<Duration> fast, boolean same) {}

    private static Lap lap(Runner runner) {
        long start = System.nanoTime();
        List<?> rows = runner.rows().get();
        return new Lap(rows, Duration.ofNanos(System.nanoTime() - start));
    }

    private record Lap(List<?> rows, Duration time) {
        /** Copies, for a jOOQ result equals no other kind of list. */
        boolean sameRows(Lap other) {
            return List.copyOf(rows).equals(List.copyOf(other.rows));
        }
    }

    private QueryPlan plan(Runner runner) {
        return Explain.on(dsl).analyze().plan(runner.query());
    }

    /** A statement of one way alone, with its plan. */
    public Statement explained(String way, Select<?> query) {
        Runner runner = new Runner(way, query, List::of);
        return statement(runner, plan(runner));
    }

    private static Cost cost(List<Duration> times, QueryPlan plan) {
        Collections.sort(times);
        return new Cost(times.get(times.size() / 2), plan.buffers().shared());
    }

    private static Statement statement(Runner runner, QueryPlan plan) {
        return new Statement(runner.way(), readable(runner.query()), plan.toText());
    }

    private static String readable(Select<?> query) {
        Settings settings = new Settings()
                .withRenderFormatted(true)
                .withRenderSchema(false)
                .withRenderQuotedNames(RenderQuotedNames.EXPLICIT_DEFAULT_UNQUOTED);
        return DSL.using(SQLDialect.POSTGRES, settings).renderInlined(query);
    }
}
