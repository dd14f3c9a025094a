package io.pgstride.batching.fault;

import io.pgstride.batching.ProcessingListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** What a processor told. */
final class Heard implements ProcessingListener {
    final List<Exception> databaseFailed = new CopyOnWriteArrayList<>();
    final AtomicInteger splits = new AtomicInteger();

    @Override
    public void databaseFailed(Exception failure) {
        databaseFailed.add(failure);
    }

    @Override
    public void batchSplit(int rows, Throwable failure) {
        splits.incrementAndGet();
    }
}
