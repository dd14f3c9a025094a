package io.pgstride.benchmarks.routing.faults;

import io.pgstride.benchmarks.run.Statistics;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Reads of accounts, with the times of each. */
final class Reads {
    private final Queue<Read> reads = new ConcurrentLinkedQueue<>();
    private final LongAdder errors = new LongAdder();
    private final LinkWay.Lending lending;
    private final AtomicLongArray begunLast;

    Reads(LinkWay.Lending lending, int threads) {
        this.lending = lending;
        this.begunLast = new AtomicLongArray(threads);
    }

    /** By the thread of this number. */
    void read(int thread) {
        long begun = System.nanoTime();
        begunLast.set(thread, begun);
        try (Connection connection = lending.take()) {
            Client.select(connection, 1 + thread);
        } catch (SQLException e) {
            errors.increment();
        }
        reads.add(new Read(begun, System.nanoTime()));
    }

    /** Blocks until each thread is at a read that began after a time. */
    void awaitBegunAfter(long time) throws InterruptedException {
        for (int thread = 0; thread < begunLast.length(); thread++) {
            while (begunLast.get(thread) < time) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
    }

    /** How many failed. */
    long errors() {
        return errors.sum();
    }

    /** Within which 99 of 100 reads were over that began in a time. */
    double p99Millis(long from, long to) {
        double[] millis = reads.stream()
                .filter(read -> read.begun >= from && read.begun < to)
                .mapToDouble(Read::millis)
                .toArray();
        return Statistics.percentile(millis, 99);
    }

    /** Of the reads that were under way in a time, at any moment of it. */
    double longestMillis(long from, long to) {
        return reads.stream()
                .filter(read -> read.ended >= from && read.begun < to)
                .mapToDouble(Read::millis)
                .max()
                .orElse(0);
    }

    /** By {@link System#nanoTime}. */
    private record Read(long begun, long ended) {
        double millis() {
            return (ended - begun) / 1e6;
        }
    }
}
