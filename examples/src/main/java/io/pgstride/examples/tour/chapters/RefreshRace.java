package io.pgstride.examples.tour.chapters;

import io.pgstride.examples.tour.Numbers;
import io.pgstride.examples.tour.TourConsole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.Query;

/** Rows are changed and committed, then the view is refreshed, then the summary; some rounds of it, of which the median counts. */
final class RefreshRace {
    private static final int ROUNDS = 3;

    private final DailyEvents daily;
    private final DataSource dataSource;
    private final TourConsole console;

    /**
     * What so many changed rows took.
     *
     * @param which rows they were
     * @param write one of the statements that changed them
     * @param same whether view and summary had the same rows after every round
     */
    record Heat(long changed, String which, Duration write, Duration view, Duration summary, boolean same) {
        @Override
        public String toString() {
            return "%,7d changed, %-12s view %8s ms   summary %8s ms"
                    .formatted(changed, which, Numbers.decimal(ms(view)), Numbers.decimal(ms(summary)));
        }
    }

    RefreshRace(DailyEvents daily, DataSource dataSource, TourConsole console) {
        this.daily = daily;
        this.dataSource = dataSource;
        this.console = console;
    }

    /** The changes run once in each round, and change rows in all of them. */
    Heat run(long changed, String which, List<Query> changes) {
        List<Duration> writes = new ArrayList<>();
        List<Duration> views = new ArrayList<>();
        List<Duration> summaries = new ArrayList<>();
        boolean same = true;
        for (int round = 0; round < ROUNDS; round++) {
            writes.add(Writes.median(changes));
            views.add(Writes.time(daily::refreshView));
            summaries.add(Writes.time(() -> daily.refreshSummary(dataSource)));
            same &= daily.same();
        }
        Heat heat = new Heat(
                changed,
                which,
                Writes.median(writes.stream()),
                Writes.median(views.stream()),
                Writes.median(summaries.stream()),
                same);
        console.line(heat.toString());
        return heat;
    }

    static double ms(Duration time) {
        return time.toNanos() / 1e6;
    }
}
