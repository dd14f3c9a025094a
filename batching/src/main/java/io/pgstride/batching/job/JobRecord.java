package io.pgstride.batching.job;

import io.pgstride.batching.internal.job.Jobs;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jooq.JSONB;
import org.jooq.impl.CustomRecord;

/** A row of the job table; for one thread at a time, as any record of jOOQ. */
public final class JobRecord extends CustomRecord<JobRecord> {
    private static final long serialVersionUID = 1L;

    /** An empty row, as jOOQ makes them. */
    public JobRecord() {
        super(Jobs.DEFAULT);
    }

    /** {@return the number that the database gave it} */
    public long id() {
        return get(Jobs.DEFAULT.id());
    }

    /** {@return who processes it} */
    public String queue() {
        return get(Jobs.DEFAULT.queue());
    }

    /** {@return what the handler needs} */
    public JSONB payload() {
        return get(Jobs.DEFAULT.payload());
    }

    /** {@return how urgent it is, higher first} */
    public short priority() {
        return get(Jobs.DEFAULT.priority());
    }

    /** {@return when it was, or is, due} */
    public OffsetDateTime runAt() {
        return get(Jobs.DEFAULT.runAt());
    }

    /** {@return the begin of the transaction that enqueued it} */
    public OffsetDateTime createdAt() {
        return get(Jobs.DEFAULT.createdAt());
    }

    /** {@return how often it was tried} */
    public int attempts() {
        return get(Jobs.DEFAULT.attempts());
    }

    /** {@return whether it was given up} */
    public boolean isDead() {
        return get(Jobs.DEFAULT.state()) == Jobs.DEAD;
    }

    /** {@return the key that no other pending job of its queue has} */
    public Optional<String> uniqueKey() {
        return Optional.ofNullable(get(Jobs.DEFAULT.uniqueKey()));
    }

    /** {@return why it failed last} */
    public Optional<String> lastError() {
        return Optional.ofNullable(get(Jobs.DEFAULT.lastError()));
    }
}
