package io.pgstride.batching.internal.run;

import static org.jooq.impl.DSL.name;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.postgresql.core.BaseConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes a worker when a notification comes, on a connection of its own, and reconnects when that is lost.
 *
 * <p>Invariants: all notifications that arrive together are one wake-up, and so is each new connection, as something may have been
 * notified while there was none; polling goes on meanwhile, so that nothing depends on this thread but the delay.
 */
final class ListenLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ListenLoop.class);
    private static final int TICK_MILLIS = 200;
    private static final int CHECK_SECONDS = 5;
    private static final long CHECK_AFTER = Duration.ofSeconds(10).toNanos();

    private final WakeUp wakeUp;
    private final Crew crew;
    private final WaitingRoom room;
    private final Outage outage;
    private final CountDownLatch ended = new CountDownLatch(1);
    private int failures;

    ListenLoop(WakeUp wakeUp, Crew crew, WaitingRoom room, Outage outage) {
        this.wakeUp = wakeUp;
        this.crew = crew;
        this.room = room;
        this.outage = outage;
    }

    void end() {
        ended.countDown();
    }

    @Override
    public void run() {
        while (!isEnded()) {
            try {
                listen();
            } catch (SQLException | RuntimeException e) {
                if (!isEnded()) {
                    outage.failed(e);
                    pause(Outage.pauseNanos(++failures));
                }
            }
        }
    }

    private void listen() throws SQLException {
        try (Connection connection = wakeUp.dataSource().getConnection()) {
            crew.took(connection);
            DSLContext dsl = DSL.using(connection, SQLDialect.POSTGRES);
            connection.setAutoCommit(true);
            dsl.execute("listen {0}", name(wakeUp.channel()));
            try {
                failures = 0;
                outage.over();
                room.wake();
                untilEnd(connection);
            } finally {
                if (connection.isValid(CHECK_SECONDS)) {
                    dsl.execute("unlisten {0}", name(wakeUp.channel()));
                }
            }
        }
    }

    /** The driver waits for a notification in slices, as nothing but the end of a slice or of the connection ends its wait. */
    private void untilEnd(Connection connection) throws SQLException {
        BaseConnection postgres = connection.unwrap(BaseConnection.class);
        long heard = System.nanoTime();
        while (!isEnded()) {
            if (postgres.getNotifications(TICK_MILLIS).length > 0) {
                room.wake();
                heard = System.nanoTime();
            } else if (System.nanoTime() - heard > CHECK_AFTER) {
                if (!connection.isValid(CHECK_SECONDS)) {
                    throw new SQLException("the connection that listens does not answer", "08006");
                }
                heard = System.nanoTime();
            }
        }
    }

    private boolean isEnded() {
        return ended.getCount() == 0;
    }

    private void pause(long nanos) {
        try {
            if (ended.await(nanos, TimeUnit.NANOSECONDS)) {
                LOG.trace("BatchProcessor: listening ends in a pause");
            }
        } catch (InterruptedException e) {
            LOG.trace("BatchProcessor: an interrupt ended a pause", e);
        }
    }
}
