package io.pgstride.examples.tour.chapters;

import io.pgstride.caching.Cache;
import io.pgstride.examples.tour.chapters.AssessmentResults.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The same results again and again: by the query each time, and from a cache, which misses once and then hits. In turn. */
final class AskedAgain {
    private static final Duration WARM_UP = Duration.ofMillis(400);
    private static final Duration MEASURED = Duration.ofSeconds(1);
    private static final int FEWEST_ROUNDS = 5;
    private static final int HITS = 1_000;

    private final AssessmentResults results;
    private final Cache<Long, List<Result>> cache;
    private final long assessment;

    /**
     * Medians.
     *
     * @param miss one that loads
     * @param hit one of many in a row that do not
     * @param queries how often the cache asked the server in a round
     * @param same whether all answers were equal in every round
     */
    record Times(Duration query, Duration miss, Duration hit, int queries, boolean same) {}

    AskedAgain(AssessmentResults results, Cache<Long, List<Result>> cache, long assessment) {
        this.results = results;
        this.cache = cache;
        this.assessment = assessment;
    }

    Times run() {
        rounds(WARM_UP);
        List<Times> rounds = rounds(MEASURED);
        return new Times(
                median(rounds.stream().map(Times::query).toList()),
                median(rounds.stream().map(Times::miss).toList()),
                median(rounds.stream().map(Times::hit).toList()),
                rounds.stream().mapToInt(Times::queries).max().orElseThrow(),
                rounds.stream().allMatch(Times::same));
    }

    private List<Times> rounds(Duration time) {
        List<Times> rounds = new ArrayList<>();
        long end = System.nanoTime() + time.toNanos();
        while (rounds.size() < FEWEST_ROUNDS || System.nanoTime() < end) {
            rounds.add(round());
        }
        return rounds;
    }

    private Times round() {
        Timed query = timed(() -> results.query(assessment));
        cache.invalidate(List.of(assessment));
        int before = results.queries();
        Timed miss = timed(() -> got(1));
        Timed hits = timed(() -> got(HITS));
        return new Times(
                query.took(),
                miss.took(),
                hits.took().dividedBy(HITS),
                results.queries() - before,
                query.rows().equals(miss.rows()) && query.rows().equals(hits.rows()));
    }

    /** What the last of so many gets gave. */
    private List<Result> got(int times) {
        List<Result> got = List.of();
        for (int i = 0; i < times; i++) {
            got = cache.get(assessment);
        }
        return got == null ? List.of() : got;
    }

    private record Timed(List<Result> rows, Duration took) {}

    private static Timed timed(Supplier<List<Result>> rows) {
        long start = System.nanoTime();
        return new Timed(rows.get(), Duration.ofNanos(System.nanoTime() - start));
    }

    private static Duration median(List<Duration> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }
}
