package io.pgstride.aggregation.view;

import io.pgstride.aggregation.internal.view.Rule;
import io.pgstride.aggregation.internal.view.RunnerLoop;
import io.pgstride.aggregation.internal.view.Settings;
import io.pgstride.aggregation.internal.view.Units;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jooq.Name;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that refreshes views when they are due, beside any number of such runners in this process and others.
 *
 * <pre>{@code
 * try (ViewRunner runner = views.runner("reports")
 *         .every(DSL.name("app", "daily_sales"), Duration.ofMinutes(15))
 *         .onRequest(DSL.name("app", "stock"), Duration.ofSeconds(10))
 *         .build()) {
 *     runner.start();
 *     …
 * }
 * }</pre>
 *
 * <p>When a view is due is told by the history and the server's clock, so that runners of the same rules refresh no more often than one: by its schedule, when the last refresh of whatever process
 * <em>began</em> that long ago; by request, when one waits and the last refresh <em>ended</em> that long ago. A refresh that failed counts too, so that it is tried again after the same time, and its requests wait on.
 * The runner looks each poll interval, by two to four small queries for each view, and refreshes what is due one after the other, first what others read. A view that somebody else is refreshing is left to them.
 *
 * <p><b>Thread</b>: one, a daemon named {@code pgstride-views-<name>}, from start to close; an interrupt ends it. <b>Connections</b>: one while it looks or refreshes, none while it waits. What fails is logged as a
 * warning, for a view once a minute at most, and ends nothing: also a server that is gone, or a standby that is not promoted yet. Thread-safe.
 */
public final class ViewRunner implements AutoCloseable {
    /** How often it looks for what is due, by default. */
    public static final Duration DEFAULT_POLL_INTERVAL = Duration.ofSeconds(1);

    /** How long {@link #close()} lets a running refresh go on. */
    public static final Duration CLOSE_DEADLINE = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(ViewRunner.class);

    private final String name;
    private final RunnerLoop loop;

    private ViewRunner(String name, RunnerLoop loop) {
        this.name = name;
        this.loop = loop;
    }

    /**
     * Starts the thread and returns; views that are due are refreshed at once.
     *
     * @throws IllegalStateException if it was started before or is closed
     */
    public void start() {
        loop.start("pgstride-views-" + name);
        LOG.info("ViewRunner {}: {}", name, loop);
    }

    /** {@return whether its thread runs} */
    public boolean isRunning() {
        return loop.isRunning();
    }

    /**
     * Ends it: no refresh begins any more, one that runs may end until {@link #CLOSE_DEADLINE}, then it is cancelled on the server, and nothing of it remains. Blocks until the thread has ended. An interrupt of
     * the caller stands for the deadline. Close it before the DataSource. Closing again does nothing.
     */
    @Override
    public void close() {
        if (!loop.close(CLOSE_DEADLINE)) {
            LOG.warn("ViewRunner {}: its thread still runs; the server does not answer", name);
        }
    }

    /** {@return its name and rules} */
    @Override
    public String toString() {
        return "ViewRunner[" + name + ": " + loop + "]";
    }

    /** Collects what a runner looks after; not thread-safe. */
    public static final class Builder {
        private final Settings settings;
        private final Units units;
        private final String name;
        private final Map<Name, Rule> rules = new LinkedHashMap<>();
        private Duration pollInterval = DEFAULT_POLL_INTERVAL;

        Builder(Settings settings, Units units, String name) {
            if (name.isBlank()) {
                throw new IllegalArgumentException("a runner has a name that is not blank; name it after its views");
            }
            this.settings = settings;
            this.units = units;
            this.name = name;
        }

        /**
         * Has a view refreshed by a schedule.
         *
         * @param view with a schema or not; it may be created later
         * @param interval from the start of one refresh to that of the next
         * @return this builder
         * @throws IllegalArgumentException if the interval is not positive
         */
        public Builder every(Name view, Duration interval) {
            rules.merge(view, Rule.every(view, positive("interval", interval)), Rule::and);
            return this;
        }

        /**
         * Has a view refreshed when it is {@linkplain MaterializedViews#request requested}.
         *
         * @param view with a schema or not; it may be created later
         * @param pause from the end of one refresh to the start of the next, at least
         * @return this builder
         * @throws IllegalArgumentException if the pause is not positive
         */
        public Builder onRequest(Name view, Duration pause) {
            rules.merge(view, Rule.onRequest(view, positive("pause", pause)), Rule::and);
            return this;
        }

        /**
         * Sets how often it looks for what is due, and so how late a refresh may begin.
         *
         * @param interval instead of {@link #DEFAULT_POLL_INTERVAL}
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder pollInterval(Duration interval) {
            pollInterval = positive("pollInterval", interval);
            return this;
        }

        /**
         * {@return the runner, not started}
         *
         * @throws IllegalArgumentException if it has no view
         */
        public ViewRunner build() {
            if (rules.isEmpty()) {
                throw new IllegalArgumentException("runner " + name + " has no view; add one by every or onRequest");
            }
            return new ViewRunner(name, new RunnerLoop(settings, units, List.copyOf(rules.values()), pollInterval));
        }

        private static Duration positive(String what, Duration given) {
            if (Objects.requireNonNull(given, what).isNegative() || given.isZero()) {
                throw new IllegalArgumentException(what + " of " + given + " is out of range; give more than zero");
            }
            return given;
        }
    }
}
