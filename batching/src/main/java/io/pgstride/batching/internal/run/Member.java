package io.pgstride.batching.internal.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread of a processor, and what frees it from a statement that does not end.
 *
 * <p>A thread that reads from a socket does not notice an interrupt. So the connection that it took last is remembered. It may have been
 * given back since, but a pool hands out a handle for each loan and closes it with the loan, so what is done to a handle that is closed
 * does not reach the next borrower.
 */
final class Member {
    private static final Logger LOG = LoggerFactory.getLogger(Member.class);

    private final Thread thread;
    private volatile @Nullable Connection connection;

    /** By the handler's batch, on this thread only. */
    private @Nullable ClaimMark mark;

    Member(Thread thread) {
        this.thread = thread;
    }

    Thread thread() {
        return thread;
    }

    @Nullable
    ClaimMark mark() {
        return mark;
    }

    void mark(@Nullable ClaimMark current) {
        mark = current;
    }

    void holds(@Nullable Connection taken) {
        connection = taken;
    }

    void interrupt() {
        thread.interrupt();
    }

    /** Has the server end the running statement with 57014. Blocks while it connects. */
    void cancelStatement() {
        Connection held = connection;
        try {
            if (held != null && !held.isClosed() && held.isWrapperFor(BaseConnection.class)) {
                held.unwrap(BaseConnection.class).cancelQuery();
            }
        } catch (SQLException | RuntimeException e) {
            LOG.debug("BatchProcessor: the statement of {} could not be cancelled", thread.getName(), e);
        }
    }

    /** Closes the socket below, which ends any wait for the server; the server rolls back. */
    void abortConnection() {
        Connection held = connection;
        try {
            if (held != null && !held.isClosed()) {
                held.abort(Runnable::run);
            }
        } catch (SQLException | RuntimeException e) {
            LOG.debug("BatchProcessor: the connection of {} could not be aborted", thread.getName(), e);
        }
    }

    /** Whether the thread ended before the time was over. An interrupt of the caller ends the wait. */
    boolean awaitEnd(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, time.toNanos()));
        return !thread.isAlive();
    }
}
