package io.pgstride.examples.tour.chapters;

import static io.pgstride.examples.db.Tables.USERS;

import io.pgstride.examples.tour.Chapter;
import io.pgstride.examples.tour.ChapterResult;
import io.pgstride.examples.tour.Cost;
import io.pgstride.examples.tour.Race.Outcome;
import io.pgstride.examples.tour.TourContext;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Rows of parents, counted and kept. */
public final class CountAgainstCounter implements Chapter {
    private static final List<Integer> NUMBERS = List.of(10, 100, 1_000, 10_000);

    @Override
    public String title() {
        return "COUNT(*) against an estimate and a counter";
    }

    @Override
    public String why() {
        return """
                COUNT(*) reads every row that it counts, and who lists parents by how many rows they have reads all rows of all. A counter is a column of \
                the parent. Triggers note by how much each statement changes it, and the commit adds that up and applies it, parents in the order of their \
                keys: exact at every commit, whoever writes. It costs each transaction that writes; the chapter's sentence says how much. COUNT(*) has an \
                index on the foreign key here, and reads no table but that.""";
    }

    @Override
    public ChapterResult run(TourContext tour) {
        AnswerCounts counts = new AnswerCounts(tour.dsl());
        NavigableMap<Integer, Long> users = counts.users();
        long busiest = users.lastEntry().getValue();
        long other = users.firstEntry().getValue();
        List<Long> moved = counts.some(busiest);
        try {
            Writes.median(counts.give(moved, busiest)); // warms up, and moves none
            Duration without = Writes.median(counts.give(moved, other));
            counts.keep(tour.dataSource());
            GrowingReport report = new GrowingReport(tour);
            some(users)
                    .forEach((number, user) -> report.race(
                            number,
                            "answers of a user who has %,d".formatted(number),
                            counts.countedOf(user),
                            counts.keptOf(user)));
            Outcome most = report.race(
                    "the %d users with most answers".formatted(AnswerCounts.PAGE),
                    counts.countedMost(),
                    counts.keptMost());
            Duration with = Writes.median(counts.give(moved, busiest));
            report.race(
                    "answers of each of %,d users, after %d moved"
                            .formatted(tour.dsl().fetchCount(USERS), moved.size()),
                    counts.countedOfAll(),
                    counts.keptOfAll());
            Outcome estimate = report.told(new EstimateRace(tour.dsl()).run());
            return result(report, most, estimate, without, with);
        } finally {
            counts.forget();
        }
    }

    /** With about these numbers of answers, and with most. */
    private static NavigableMap<Integer, Long> some(NavigableMap<Integer, Long> users) {
        NavigableMap<Integer, Long> some = new TreeMap<>();
        Stream.concat(NUMBERS.stream().map(users::ceilingEntry), Stream.of(users.lastEntry()))
                .filter(Objects::nonNull)
                .forEach(entry -> some.put(entry.getKey(), entry.getValue()));
        return some;
    }

    private static ChapterResult result(
            GrowingReport report, Outcome most, Outcome estimate, Duration without, Duration with) {
        String finding =
                "To list the %d users with most answers takes %s by COUNT(*) and %s by the counter. A transaction that writes one answer takes %s with its triggers, %s without. How many events there are takes %s to count and %s to estimate."
                        .formatted(
                                AnswerCounts.PAGE,
                                GrowingReport.time(most.step().slow()),
                                GrowingReport.time(most.step().fast()),
                                GrowingReport.time(new Cost(with, null)),
                                GrowingReport.time(new Cost(without, null)),
                                GrowingReport.time(estimate.step().slow()),
                                GrowingReport.time(estimate.step().fast()));
        return report.result(finding, "How many answers a user has", "answers of the user", List.of(most, estimate));
    }
}
