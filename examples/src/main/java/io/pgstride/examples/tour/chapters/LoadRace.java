package io.pgstride.examples.tour.chapters;

import io.pgstride.examples.db.tables.records.EventsRecord;
import io.pgstride.examples.tour.Numbers;
import io.pgstride.examples.tour.TourConsole;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Ways to write the same rows, in turn, so that a busy moment of the machine hits all; the time is the median. */
final class LoadRace {
    private static final int ROUNDS = 3;

    private final Loading loading;
    private final TourConsole console;

    LoadRace(Loading loading, TourConsole console) {
        this.loading = loading;
        this.console = console;
    }

    /** Something done with the table and all rows. */
    interface Act {
        void on(Loading loading, List<EventsRecord> rows) throws SQLException;
    }

    /**
     * One way.
     *
     * @param before makes the table as it is to be found; not timed
     * @param write the way itself
     */
    record Contender(String name, Act before, Act write) {}

    /**
     * What so many rows took.
     *
     * @param times by the way's name, in their order
     * @param same whether all ways left the same table in every round
     */
    record Heat(int rows, Map<String, Duration> times, boolean same) {
        double perSecond(String way) {
            return rows * 1e9 / time(way).toNanos();
        }

        Duration time(String way) {
            Duration time = times.get(way);
            if (time == null) {
                throw new IllegalArgumentException(way + " did not run with " + rows + " rows");
            }
            return time;
        }
    }

    void warmUp(List<Contender> ways, List<EventsRecord> rows) throws SQLException {
        for (Contender way : ways) {
            timed(way, rows);
        }
    }

    Heat run(String what, List<Contender> ways, List<EventsRecord> rows) throws SQLException {
        Map<String, List<Duration>> times = new LinkedHashMap<>();
        List<BigDecimal> sums = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (Contender way : ways) {
                times.computeIfAbsent(way.name(), name -> new ArrayList<>()).add(timed(way, rows));
                sums.add(loading.checksum());
            }
        }
        Map<String, Duration> medians = new LinkedHashMap<>();
        times.forEach(
                (way, all) -> medians.put(way, all.stream().sorted().toList().get(all.size() / 2)));
        Heat heat = new Heat(rows.size(), medians, sums.stream().distinct().count() == 1);
        console.line("%s %,7d rows   ".formatted(what, rows.size())
                + medians.keySet().stream()
                        .map(way -> "%s %,9.0f/s".formatted(way, heat.perSecond(way)))
                        .collect(Collectors.joining("   ")));
        return heat;
    }

    private Duration timed(Contender way, List<EventsRecord> rows) throws SQLException {
        way.before().on(loading, rows);
        long start = System.nanoTime();
        way.write().on(loading, rows);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    static String rate(Heat heat, String way) {
        return Numbers.count(Math.round(heat.perSecond(way)));
    }
}
