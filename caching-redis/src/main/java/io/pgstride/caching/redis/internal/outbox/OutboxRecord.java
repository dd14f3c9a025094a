package io.pgstride.caching.redis.internal.outbox;

import org.jooq.impl.CustomRecord;

/** A row of an outbox. */
public final class OutboxRecord extends CustomRecord<OutboxRecord> {
    private static final long serialVersionUID = 1L;

    /** Of the table by its usual name; the columns are the same by any. */
    public OutboxRecord() {
        super(Outbox.DEFAULT);
    }
}
