package io.pgstride.batching.job;

import io.pgstride.batching.internal.job.Texts;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Optional;
import org.jooq.JSONB;

/**
 * A job to be enqueued. An immutable value: {@code Job.of("mail", payload).delayed(Duration.ofMinutes(5)).unique("welcome-42")}.
 *
 * @param queue who is to process it; not blank
 * @param payload what the handler needs
 * @param priority higher ones first, for those who {@linkplain JobTable#claimByPriority claim by priority}
 * @param delay from the enqueuing transaction's begin, by the server's clock, until it is due; not used if {@code runAt} is given
 * @param runAt when it is due, where that is a fixed time
 * @param uniqueKey at most one job of a queue has it, of those that are pending or run
 */
public record Job(
        String queue,
        JSONB payload,
        short priority,
        Duration delay,
        Optional<OffsetDateTime> runAt,
        Optional<String> uniqueKey) {

    /**
     * Checks.
     *
     * @param queue not blank, up to 200 characters
     * @param payload valid JSON; the server checks
     * @param priority of any sign
     * @param delay not negative, up to ten years
     * @param runAt may be in the past
     * @param uniqueKey not blank, up to 1000 characters
     * @throws IllegalArgumentException if one of them is out of range
     * @throws NullPointerException with the name of one that is null
     */
    public Job {
        Texts.require("queue of a job", queue, Texts.MAX_QUEUE);
        Objects.requireNonNull(payload, "payload");
        Objects.requireNonNull(delay, "delay");
        Objects.requireNonNull(runAt, "runAt");
        Objects.requireNonNull(uniqueKey, "uniqueKey");
        uniqueKey.ifPresent(key -> Texts.require("unique key of a job", key, Texts.MAX_KEY));
        if (delay.isNegative() || delay.compareTo(Duration.ofDays(3653)) > 0) {
            throw new IllegalArgumentException("a job cannot be delayed by " + delay + "; give zero to ten years");
        }
    }

    /**
     * {@return a job that is due at once}
     *
     * @param queue who is to process it
     * @param payload what the handler needs
     */
    public static Job of(String queue, JSONB payload) {
        return new Job(queue, payload, (short) 0, Duration.ZERO, Optional.empty(), Optional.empty());
    }

    /**
     * {@return the same, due later}
     *
     * @param by from the begin of the transaction that enqueues it
     */
    public Job delayed(Duration by) {
        return new Job(queue, payload, priority, by, Optional.empty(), uniqueKey);
    }

    /**
     * {@return the same, due at a time}
     *
     * @param time by the server's clock
     */
    public Job at(OffsetDateTime time) {
        return new Job(
                queue, payload, priority, Duration.ZERO, Optional.of(Objects.requireNonNull(time, "time")), uniqueKey);
    }

    /**
     * {@return the same with a priority}
     *
     * @param level -32768 to 32767, higher ones first
     * @throws IllegalArgumentException if it is out of range
     */
    public Job priority(int level) {
        if (level != (short) level) {
            throw new IllegalArgumentException("priority " + level + " is out of range; give -32768 to 32767");
        }
        return new Job(queue, payload, (short) level, delay, runAt, uniqueKey);
    }

    /**
     * {@return the same with a key that no other job of its queue has, until that one is done or given up}
     *
     * <p>A job that runs has its key still: what is enqueued meanwhile is left out, though the handler may have read its data before they
     * changed. Where each change must be worked on, have the key name the change as well, such as {@code "article-7-v" + version}, or give
     * none and let the handler bear to be called once too often.
     *
     * @param key of the work, not of the attempt to enqueue it
     */
    public Job unique(String key) {
        return new Job(queue, payload, priority, delay, runAt, Optional.of(Objects.requireNonNull(key, "key")));
    }

    /** {@return queue, priority and time; the payload and the key are left out, as they may hold personal data} */
    @Override
    public String toString() {
        return "Job[queue=" + queue + ", priority=" + priority + ", delay=" + delay + ", runAt=" + runAt + "]";
    }
}
