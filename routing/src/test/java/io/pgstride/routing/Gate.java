package io.pgstride.routing;

import io.pgstride.core.ForwardingDataSource;
import java.sql.Connection;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;

/** A pool that is slow to hand out: whoever asks waits until it is opened. */
final class Gate extends ForwardingDataSource {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    Gate(DataSource delegate) {
        super(delegate);
    }

    @Override
    protected Connection handOut(Connection connection) {
        entered.countDown();
        try {
            open.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return connection;
    }

    void awaitEntered() throws InterruptedException {
        entered.await();
    }

    void open() {
        open.countDown();
    }
}
