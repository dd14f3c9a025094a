package io.pgstride.caching.internal;

import java.util.OptionalDouble;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/** The mean of what was counted of late: of some thousand the older half is forgotten. Thread-safe; what is counted just while that is done may be halved with it. */
final class RecentMean {
    private static final long MOST = 4_096;

    /** Fewer tell nothing. */
    private static final long ENOUGH = 100;

    private final LongAdder sum = new LongAdder();
    private final LongAdder number = new LongAdder();
    private final ReentrantLock forgetting = new ReentrantLock();

    void add(long whole, long times) {
        sum.add(whole);
        number.add(times);
        if (number.sum() > MOST && forgetting.tryLock()) {
            try {
                number.add(-number.sum() / 2);
                sum.add(-sum.sum() / 2);
            } finally {
                forgetting.unlock();
            }
        }
    }

    /** Empty where there was too little. */
    OptionalDouble mean() {
        long times = number.sum();
        return times < ENOUGH ? OptionalDouble.empty() : OptionalDouble.of((double) sum.sum() / times);
    }
}
