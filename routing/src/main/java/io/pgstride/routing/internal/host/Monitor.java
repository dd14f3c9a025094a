package io.pgstride.routing.internal.host;

import io.pgstride.core.SqlFailure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** Probes one host at its interval, or sooner when woken, on a thread of its own. */
final class Monitor implements AutoCloseable {
    /** However often it is woken. */
    private static final long LEAST_GAP_NANOS = Duration.ofMillis(2).toNanos();

    /** To one that failed a connection would be opened each time, by every process that waits for it. */
    private static final long LEAST_GAP_AFTER_FAILURE_NANOS =
            Duration.ofMillis(100).toNanos();

    /** The user, the password, the database, and what of them is missing (08004) or not allowed. */
    private static final Pattern REFUSAL = Pattern.compile("28...|3D...|42501|08004");

    private final Host host;
    private final Probe probe;
    private final Topology topology;
    private final long intervalNanos;
    private final Thread thread;
    private boolean failed;
    private volatile boolean woken;
    private volatile boolean closed;

    Monitor(Host host, ProbeSource source, Topology topology, Duration interval, Duration timeout) {
        this.host = host;
        this.topology = topology;
        this.intervalNanos = interval.toNanos();
        this.probe = new Probe(source, timeout);
        this.thread = new Thread(this::run, "pgstride-routing-" + host.name());
        thread.setDaemon(true);
        host.onWake(this::wake);
    }

    void start() {
        thread.start();
    }

    private void wake() {
        woken = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        try (probe) {
            while (!closed) {
                long begun = System.nanoTime();
                woken = false;
                ask();
                pause(begun);
            }
        }
    }

    private void ask() {
        try {
            ProbeResult result = probe.ask();
            host.probed(result.askedAt());
            failed = false;
            topology.answered(host, result);
        } catch (SQLException e) {
            failed(describe(e));
        } catch (RuntimeException | Error e) {
            failed("it does not answer: " + e.getClass().getSimpleName());
        }
    }

    private void failed(String why) {
        failed = true;
        topology.failed(host, why);
    }

    /** No message of the driver's: it may name users and hosts. */
    private static String describe(SQLException e) {
        String state = new SqlFailure(e).state();
        String type = e.getCause() == null ? "" : e.getCause().getClass().getSimpleName();
        String what = REFUSAL.matcher(state).matches() ? "it refuses the login of its probes:" : "it does not answer:";
        return String.join(" ", what, type, state.isEmpty() ? "" : "SQLSTATE " + state)
                .replace("  ", " ")
                .strip();
    }

    private void pause(long begun) {
        long elapsed = System.nanoTime() - begun;
        long least = failed ? Math.min(intervalNanos, LEAST_GAP_AFTER_FAILURE_NANOS) : LEAST_GAP_NANOS;
        while (!closed && elapsed < (woken ? least : intervalNanos)) {
            LockSupport.parkNanos(this, (woken ? least : intervalNanos) - elapsed);
            elapsed = System.nanoTime() - begun;
        }
    }

    /** Ends the thread, after its probe under way at the latest. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    /** Waits for the thread's end. */
    void join(Duration most) throws InterruptedException {
        thread.join(most.toMillis());
    }
}
