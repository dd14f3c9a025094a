package io.pgstride.examples.tour.chapters;

import io.pgstride.caching.Cache;
import io.pgstride.examples.tour.chapters.AssessmentResults.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Many ask at once for results that nobody has: from a map by get, miss, query and put, and from a cache. In turn. */
final class Stampede {
    static final List<Integer> ASKERS = List.of(1, 2, 4, 8, 16, 32);

    private static final int ROUNDS = 3;

    private final AssessmentResults results;
    private final Cache<Long, List<Result>> cache;
    private final Map<Long, List<Result>> map = new ConcurrentHashMap<>();
    private final long assessment;

    /**
     * So many askers of one way.
     *
     * @param took until the last had an answer
     * @param queries how many they ran together
     * @param answers all different ones
     */
    record Burst(Duration took, int queries, Set<List<Result>> answers) {
        Burst {
            answers = Set.copyOf(answers);
        }
    }

    /** Both ways, the median of some rounds each. */
    record Bursts(int askers, Burst naive, Burst cached, boolean same) {}

    Stampede(AssessmentResults results, Cache<Long, List<Result>> cache, long assessment) {
        this.results = results;
        this.cache = cache;
        this.assessment = assessment;
    }

    List<Bursts> run() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(Collections.max(ASKERS));
        try {
            List<Bursts> all = new ArrayList<>();
            for (int askers : ASKERS) {
                all.add(bursts(threads, askers));
            }
            return all;
        } catch (ExecutionException e) {
            throw new IllegalStateException("A query failed", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private Bursts bursts(ExecutorService threads, int askers) throws InterruptedException, ExecutionException {
        List<Burst> naive = new ArrayList<>();
        List<Burst> cached = new ArrayList<>();
        Set<List<Result>> answers = new HashSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            map.clear();
            naive.add(burst(threads, askers, this::fromMap));
            cache.invalidate(List.of(assessment));
            cached.add(burst(threads, askers, this::fromCache));
        }
        naive.forEach(burst -> answers.addAll(burst.answers()));
        cached.forEach(burst -> answers.addAll(burst.answers()));
        return new Bursts(askers, median(naive), median(cached), answers.size() == 1);
    }

    private static Burst median(List<Burst> bursts) {
        return bursts.stream()
                .sorted(Comparator.comparing(Burst::took))
                .toList()
                .get(bursts.size() / 2);
    }

    private Burst burst(ExecutorService threads, int askers, Supplier<List<Result>> way)
            throws InterruptedException, ExecutionException {
        int before = results.queries();
        long[] start = new long[1];
        CyclicBarrier together = new CyclicBarrier(askers, () -> start[0] = System.nanoTime());
        List<Future<List<Result>>> asked = new ArrayList<>();
        for (int i = 0; i < askers; i++) {
            asked.add(threads.submit(() -> {
                together.await();
                return way.get();
            }));
        }
        Set<List<Result>> answers = new HashSet<>();
        for (Future<List<Result>> one : asked) {
            answers.add(one.get());
        }
        return new Burst(Duration.ofNanos(System.nanoTime() - start[0]), results.queries() - before, answers);
    }

    private List<Result> fromMap() {
        List<Result> found = map.get(assessment);
        if (found == null) {
            found = results.query(assessment);
            map.put(assessment, found);
        }
        return found;
    }

    private List<Result> fromCache() {
        List<Result> found = cache.get(assessment);
        return found == null ? List.of() : found;
    }
}
