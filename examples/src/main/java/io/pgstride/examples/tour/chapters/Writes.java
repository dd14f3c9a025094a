package io.pgstride.examples.tour.chapters;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.Query;

/** What writes take, each a transaction: without an aggregate's triggers and with them. */
final class Writes {
    private Writes() {}

    /** Runs each once. */
    static Duration median(List<? extends Query> writes) {
        return median(writes.stream().map(write -> time(write::execute)));
    }

    static Duration median(Stream<Duration> times) {
        List<Duration> sorted = times.sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    static Duration time(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
