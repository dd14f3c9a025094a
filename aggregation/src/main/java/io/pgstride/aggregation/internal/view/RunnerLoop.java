package io.pgstride.aggregation.internal.view;

import io.pgstride.aggregation.view.RefreshRefusedException;
import io.pgstride.core.PgstrideException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for what is due, and refreshes it, until it is closed. */
public final class RunnerLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(RunnerLoop.class);
    private static final long CANCEL_MILLIS = 100;
    private static final int CANCELS = 100;

    private final Units units;
    private final History history;
    private final Flight flight;
    private final List<Rule> rules;
    private final Duration pollInterval;
    private final Complaints complaints = new Complaints(Duration.ofMinutes(1));
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();

    /** Not started. */
    public RunnerLoop(Settings settings, Units units, List<Rule> rules, Duration pollInterval) {
        this.units = units;
        this.history = new History(settings.schema());
        this.flight = new Flight(settings, units);
        this.rules = rules;
        this.pollInterval = pollInterval;
    }

    /** On a thread of its own. */
    public void start(String name) {
        Thread started = new Thread(this, name);
        started.setDaemon(true);
        if (isClosing() || !thread.compareAndSet(null, started)) {
            throw new IllegalStateException("the runner was started before or is closed; build another one");
        }
        started.start();
    }

    /** Whether its thread runs. */
    public boolean isRunning() {
        Thread started = thread.get();
        return started != null && started.isAlive();
    }

    /** Whether its thread has ended by then, or soon after. */
    public boolean close(Duration deadline) {
        closing.countDown();
        Thread started = thread.get();
        if (started == null || started == Thread.currentThread()) {
            return true;
        }
        boolean interrupted = !joined(started, deadline.toMillis());
        for (int i = 0; started.isAlive() && i < CANCELS; i++) {
            flight.cancel();
            interrupted |= !joined(started, CANCEL_MILLIS);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !started.isAlive();
    }

    /** False if the caller was interrupted. */
    private static boolean joined(Thread started, long millis) {
        try {
            started.join(millis);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    @Override
    public void run() {
        try {
            do {
                round();
            } while (!closing.await(pollInterval.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            LOG.debug("ViewRunner: ended by an interrupt", e);
        }
    }

    private void round() {
        try {
            Map<ViewId, Rule> due = units.looking().call(this::due);
            due.forEach(this::refresh);
        } catch (PgstrideException | DataAccessException e) {
            complaints.about("a look for what is due", e);
        }
    }

    /** Those first that others read. */
    private Map<ViewId, Rule> due(DSLContext dsl) {
        Catalog.requirePrimary(dsl, rules.get(0).view());
        Map<ViewId, Rule> due = new HashMap<>();
        for (Rule rule : rules) {
            id(dsl, rule).filter(id -> rule.isDue(dsl, id, history)).ifPresent(id -> due.put(id, rule));
        }
        Map<ViewId, Rule> ordered = new LinkedHashMap<>();
        Graph.ordered(dsl, due.keySet()).keySet().forEach(id -> ordered.put(id, due.get(id)));
        return ordered;
    }

    private Optional<ViewId> id(DSLContext dsl, Rule rule) {
        try {
            return Optional.of(Catalog.target(dsl, rule.view()).id());
        } catch (RefreshRefusedException e) {
            complaints.about(rule.toString(), e);
            return Optional.empty();
        }
    }

    private void refresh(ViewId id, Rule rule) {
        if (isClosing() || Thread.currentThread().isInterrupted()) {
            return;
        }
        try {
            flight.refreshIf(id, dsl -> rule.isDue(dsl, id, history))
                    .ifPresent(result -> LOG.debug("ViewRunner: {}", result.refresh()));
        } catch (PgstrideException | DataAccessException e) {
            if (!isClosing()) {
                complaints.about(rule.toString(), e);
            }
        }
    }

    @Override
    public String toString() {
        return rules + ", looking each " + pollInterval;
    }
}
