package io.pgstride.caching.redis.internal.outbox;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.val;

import io.pgstride.caching.redis.internal.OutboxTarget;
import io.pgstride.caching.store.Fence;
import io.pgstride.core.telemetry.Telemetry;
import io.pgstride.core.transaction.Isolation;
import io.pgstride.core.transaction.Transactions;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.impl.SQLDataType;

/**
 * Invalidates again all that the outbox holds, done or not.
 *
 * <p>All statements run in one snapshot, and the log's position is read in it: no commit that it shows is behind that position, so one fence serves for all rows, and no
 * row need know the position of its own commit.
 */
final class Replay {
    /** For all that is there. */
    static final long ALL = -1;

    private static final int FETCH = 500;

    /** How long a row may be written before its transaction is seen, with a commit that waits for a standby. */
    private static final long SLACK_MICROS = TimeUnit.MINUTES.toMicros(1);

    private final Outbox outbox;
    private final Transactions snapshot;
    private final OutboxTarget target;
    private final Telemetry.Counter replayed;

    Replay(Outbox outbox, DataSource primary, OutboxTarget target, Telemetry.Counter replayed) {
        this.outbox = outbox;
        this.snapshot = Transactions.on(primary).isolation(Isolation.REPEATABLE_READ);
        this.target = target;
        this.replayed = replayed;
    }

    /**
     * Replays what was committed since a mark, but no earlier than within a time.
     *
     * @param mark what this returned for an earlier replay, or {@link #ALL}
     * @return up to when, in microseconds of the database's clock; nothing if Redis did not hear of all
     */
    OptionalLong since(long mark, Duration within) {
        return snapshot.call(dsl -> {
            Fence fence = Fence.at(LogPosition.read(dsl));
            long now = dsl.select(field("(extract(epoch from now()) * 1000000)::bigint", SQLDataType.BIGINT))
                    .fetchSingle()
                    .value1();
            long from = mark == ALL
                    ? 0
                    : Math.max(mark, now - TimeUnit.NANOSECONDS.toMicros(within.toNanos())) - SLACK_MICROS;
            return send(dsl, from, fence) ? OptionalLong.of(now) : OptionalLong.empty();
        });
    }

    private boolean send(DSLContext dsl, long micros, Fence fence) {
        try (Cursor<OutboxRecord> rows = dsl.selectFrom(outbox)
                .where(outbox.createdAt()
                        .ge(field(
                                "timestamptz 'epoch' + {0} * interval '1 microsecond'",
                                outbox.createdAt().getDataType(), val(micros))))
                .orderBy(outbox.createdAt())
                .fetchSize(FETCH)
                .fetchLazy()) {
            while (rows.hasNext()) {
                List<OutboxRecord> some = rows.fetchNext(FETCH);
                if (!target.invalidate(Names.of(outbox, some), fence)) {
                    return false;
                }
                replayed.add(some.size());
            }
            return true;
        }
    }
}
