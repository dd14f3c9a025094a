package io.pgstride.core.telemetry;

import io.pgstride.core.PgstrideException;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Where pgstride's measurements go. Thread-safe; nothing blocks.
 *
 * <p>Callers get their instruments once, keep them, and use them on the hot path. Names are {@code pgstride.<module>.<what>}, for example
 * {@code pgstride.routing.reads}: lower-case words joined by hyphens, three parts or more joined by dots; other names are refused.
 */
public interface Telemetry {

    /** {@return the telemetry that does nothing, which is the default everywhere; its instruments allocate nothing} */
    static Telemetry none() {
        return NoTelemetry.INSTANCE;
    }

    /**
     * {@return the counter of this name and these tags}
     *
     * @param name {@code pgstride.<module>.<what>}
     * @param tags {@link Tags#none()} if there is only one
     * @throws PgstrideException if the name is malformed
     */
    Counter counter(String name, Tags tags);

    /**
     * {@return the timer of this name and these tags}
     *
     * @param name {@code pgstride.<module>.<what>}
     * @param tags {@link Tags#none()} if there is only one
     * @throws PgstrideException if the name is malformed
     */
    Timer timer(String name, Tags tags);

    /**
     * Shows a value that is read whenever measurements are collected, until the registration is closed.
     *
     * @param name {@code pgstride.<module>.<what>}
     * @param tags {@link Tags#none()} if there is only one
     * @param value read on a thread of the collector; must be quick and must not touch the database
     * @return what takes the gauge away again
     * @throws PgstrideException if the name is malformed, or a gauge of this name and these tags is open
     */
    Registration gauge(String name, Tags tags, DoubleSupplier value);

    /** Counts events; thread-safe. */
    interface Counter {
        /**
         * Adds to the count.
         *
         * @param amount how many; less than zero is ignored
         */
        void add(long amount);

        /** Adds one. */
        default void increment() {
            add(1);
        }
    }

    /** Collects durations; thread-safe. */
    interface Timer {
        /**
         * Adds a duration.
         *
         * @param duration how long it took; less than zero is ignored
         */
        void record(Duration duration);

        /**
         * Adds the time since a reading of {@link System#nanoTime()}; allocates nothing.
         *
         * @param startNanoTime the reading, in nanoseconds
         */
        void recordSince(long startNanoTime);
    }

    /** An open gauge. */
    interface Registration extends AutoCloseable {
        /** Takes the gauge away; closing again does nothing. */
        @Override
        void close();
    }
}
