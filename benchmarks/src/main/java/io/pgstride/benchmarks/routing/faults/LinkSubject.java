package io.pgstride.benchmarks.routing.faults;

import io.pgstride.benchmarks.run.Answer;
import io.pgstride.benchmarks.run.Reading;
import io.pgstride.benchmarks.run.Subject;
import io.pgstride.benchmarks.server.Replicas;
import io.pgstride.testing.ClusterHost;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Reads over two replicas, the link to one of which is harmed in each way; the metrics after the first one tell of the same run. */
final class LinkSubject implements Subject {
    static final int THREADS = 4;
    private final ClusterHost harmed;
    private final LinkWay way;
    private final Duration window;
    private final Map<Harm, long[]> times = new EnumMap<>(Harm.class);
    private final Map<Harm, Phase> phases = new EnumMap<>(Harm.class);
    private long errors;

    LinkSubject(Replicas servers, LinkWay way, Duration window) {
        this.harmed = servers.host(1);
        this.way = way;
        this.window = window;
    }

    /** Runs it. */
    Reading healthyP99() throws Exception {
        Reads reads = new Reads(way.lending(), THREADS);
        long[] healthy = Load.beside(THREADS, reads::read, () -> harms(reads));
        times.forEach((harm, when) -> phases.put(harm, phase(reads, when)));
        errors = reads.errors();
        return reading(reads.p99Millis(healthy[0], healthy[1]));
    }

    /** The beginning and the end of a window before them; another one before that warms up. */
    private long[] harms(Reads reads) throws InterruptedException {
        way.awaitNoticed(true);
        TimeUnit.NANOSECONDS.sleep(window.toNanos());
        long from = System.nanoTime();
        reads.awaitBegunAfter(from);
        TimeUnit.NANOSECONDS.sleep(window.toNanos());
        long to = System.nanoTime();
        reads.awaitBegunAfter(to);
        for (Harm harm : Harm.values()) {
            times.put(harm, harm(harm, reads));
        }
        return new long[] {from, to};
    }

    /** The times at which the harm began and was noticed, and the end of a window after the last read from before had come back. */
    private long[] harm(Harm harm, Reads reads) throws InterruptedException {
        long begun = System.nanoTime();
        harm.begin(harmed.proxy());
        try {
            way.awaitNoticed(false);
            long noticed = System.nanoTime();
            reads.awaitBegunAfter(noticed);
            TimeUnit.NANOSECONDS.sleep(window.toNanos());
            return new long[] {begun, noticed, System.nanoTime()};
        } finally {
            harm.end(harmed.proxy());
            way.awaitNoticed(true);
            reads.awaitBegunAfter(System.nanoTime());
        }
    }

    private static Phase phase(Reads reads, long[] when) {
        return new Phase(
                (when[1] - when[0]) / 1e6, reads.p99Millis(when[1], when[2]), reads.longestMillis(when[0], when[1]));
    }

    /** From the harm until it was noticed. */
    Reading detectedMillis(Harm harm) {
        return way.watch().isPresent() ? reading(phase(harm).detectedMillis()) : Reading.none();
    }

    /** Of the reads that began after that; where nobody notices, after the harm. */
    Reading p99(Harm harm) {
        return reading(phase(harm).p99Millis());
    }

    /** Of the reads that were under way, or began, before that. */
    Reading longestMillis(Harm harm) {
        return way.watch().isPresent() ? reading(phase(harm).longestMillis()) : Reading.none();
    }

    /** Of reads, over all of it. */
    Reading errors() {
        return reading((double) errors);
    }

    private Phase phase(Harm harm) {
        return Objects.requireNonNull(phases.get(harm));
    }

    private static Reading reading(double value) {
        return new Reading(value, Answer.none());
    }

    @Override
    public void close() {
        way.closing().run();
    }

    /** What was seen of one harm. */
    private record Phase(double detectedMillis, double p99Millis, double longestMillis) {}
}
