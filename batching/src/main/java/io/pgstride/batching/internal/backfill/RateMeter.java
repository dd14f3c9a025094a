package io.pgstride.batching.internal.backfill;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/** Rows per second over the last half minute. Not thread-safe. */
final class RateMeter {
    private static final long WINDOW = TimeUnit.SECONDS.toNanos(30);

    /** Batches nearer to each other are one mark, so that the marks are few. */
    private static final long GRAIN = TimeUnit.MILLISECONDS.toNanos(250);

    /** Before that a rate tells of the first batches, which are small and find nothing in the cache. */
    private static final long MEANINGFUL = TimeUnit.SECONDS.toNanos(3);

    private record Mark(long at, long rowsBefore) {}

    private final ArrayDeque<Mark> marks = new ArrayDeque<>();
    private final long start;
    private long rows;

    RateMeter() {
        this(System.nanoTime());
    }

    RateMeter(long now) {
        start = now;
        marks.add(new Mark(now, 0));
    }

    void add(long now, long more) {
        Mark newest = marks.getLast();
        if (now - newest.at() >= GRAIN) {
            marks.add(new Mark(now, rows + more));
        }
        rows += more;
        while (marks.size() > 1 && now - marks.getFirst().at() > WINDOW) {
            marks.removeFirst();
        }
    }

    boolean isMeaningful(long now) {
        return now - start >= MEANINGFUL;
    }

    double perSecond(long now) {
        Mark oldest = marks.getFirst();
        double seconds = Math.max(now - oldest.at(), 1) / (double) TimeUnit.SECONDS.toNanos(1);
        return now == start ? 0 : (rows - oldest.rowsBefore()) / seconds;
    }
}
