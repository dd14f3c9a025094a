package io.pgstride.examples.tour.chapters;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.examples.tour.Chapter;
import io.pgstride.examples.tour.ChapterResult;
import io.pgstride.examples.tour.Exhibit;
import io.pgstride.examples.tour.Exhibit.Statement;
import io.pgstride.examples.tour.Race;
import io.pgstride.examples.tour.TourContext;
import io.pgstride.examples.tour.chapters.RefreshRace.Heat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A GROUP BY over all events, brought up to date after few of them have changed. */
public final class ViewAgainstSummary implements Chapter {
    private static final long[] ONE_IN = {10_000, 1_000, 100};

    @Override
    public String title() {
        return "A materialized view against a summary table";
    }

    @Override
    public String why() {
        return """
                REFRESH MATERIALIZED VIEW CONCURRENTLY runs the whole query, compares its rows with those that are there, and writes what differs: \
                the same price for one changed row as for all. A summary table is filled from a queue, into which triggers put by how much each statement has \
                changed each group; a refresh adds these up and reads nothing else. It costs each statement that writes; the chapter's sentence says \
                how much. Here events are counted by kind and day, and rows change in statements of a hundred.""";
    }

    @Override
    public ChapterResult run(TourContext tour) {
        DailyEvents daily = new DailyEvents(tour.dsl(), tour.events());
        HikariConfig config = new HikariConfig();
        config.setDataSource(tour.dataSource());
        config.setMaximumPoolSize(1);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            daily.create();
            RefreshRace race = new RefreshRace(daily, pool, tour.console());
            long mostChanged = daily.rows() / ONE_IN[ONE_IN.length - 1];
            Writes.median(daily.newest(mostChanged)); // warms up
            Duration without = Writes.median(daily.newest(mostChanged));
            Exhibit exhibit = exhibit(tour, daily);
            daily.keep(pool);
            List<Heat> newest = new ArrayList<>();
            for (long oneIn : ONE_IN) {
                long changed = daily.rows() / oneIn;
                newest.add(race.run(changed, "the newest", daily.newest(changed)));
            }
            Heat scattered = race.run(mostChanged, "of all days", daily.scattered());
            ChapterResult result = RefreshReport.of(daily.rows(), newest, scattered, without, exhibit);
            tour.console().line(result.finding());
            return result;
        } finally {
            daily.drop();
        }
    }

    private static Exhibit exhibit(TourContext tour, DailyEvents daily) {
        Statement query = new Race(tour.dsl()).explained("REFRESH MATERIALIZED VIEW CONCURRENTLY runs", daily.query());
        return new Exhibit("bringing the numbers up to date", query, new Statement("SummaryTable", """
                        DELETE FROM events_daily_queue WHERE ctid <= (SELECT max(ctid) FROM (SELECT ctid FROM events_daily_queue LIMIT 5000) x)
                          RETURNING kind, day, number, took_ms   -- summed up by kind and day, then in the same statement:
                        UPDATE events_daily SET number = number + ..., took_ms = took_ms + ... WHERE kind = ... AND day = ...
                        INSERT INTO events_daily ...   -- groups that are new
                        DELETE FROM events_daily ...   -- and those that are empty""", ""));
    }
}
