package io.pgstride.batching.internal.health;

import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.one;
import static org.jooq.impl.DSL.select;

import io.pgstride.batching.QueueHealth.Limits;
import io.pgstride.core.finding.Finding;
import io.pgstride.core.finding.Severity;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;

/** How many rows are pending, since when, and how many were given up. */
public final class QueueRows {
    /** Counting ends here: what is above the limit is too much, however much it is. */
    private static final int COUNTED_BEYOND = 10;

    private static final int DEAD_COUNTED = 10_000;

    private QueueRows() {}

    /** Looks at the rows. */
    public static List<Finding> find(DSLContext dsl, Queue queue, Limits limits) {
        List<Finding> all = new ArrayList<>();
        depth(dsl, queue, limits).ifPresent(all::add);
        oldest(dsl, queue, limits).ifPresent(all::add);
        dead(dsl, queue).ifPresent(all::add);
        return all;
    }

    private static Optional<Finding> depth(DSLContext dsl, Queue queue, Limits limits) {
        long most = Math.max(1_000, limits.depth() * COUNTED_BEYOND);
        long depth = counted(dsl, queue, queue.claimable(), most);
        if (depth <= limits.depth()) {
            return Optional.empty();
        }
        return Optional.of(Finding.of("batching.queue-depth", Severity.WARNING)
                .subject(queue.name())
                .summary("More rows are pending than are processed in time; add workers, or make batches larger.")
                .evidence("pending", depth)
                .evidence("counted-up-to", most)
                .evidence("limit", limits.depth())
                .build());
    }

    private static Optional<Finding> oldest(DSLContext dsl, Queue queue, Limits limits) {
        Field<OffsetDateTime> since = queue.since();
        if (since == null) {
            return Optional.empty();
        }
        Field<Long> age = field("(extract(epoch from now() - {0}) * 1000)::bigint", SQLDataType.BIGINT, since);
        return dsl.select(age)
                .from(queue.table())
                .where(queue.claimable(), since.isNotNull())
                .orderBy(since)
                .limit(one())
                .fetchOptional(age)
                .map(Duration::ofMillis)
                .filter(oldest -> oldest.compareTo(limits.age()) > 0)
                .map(oldest -> Finding.of("batching.oldest-pending", Severity.WARNING)
                        .subject(queue.name())
                        .summary(
                                "The oldest pending row has been due for long: nobody processes it, or it is overtaken.")
                        .evidence("age", oldest)
                        .evidence("limit", limits.age())
                        .build());
    }

    private static Optional<Finding> dead(DSLContext dsl, Queue queue) {
        Condition dead = queue.dead();
        long letters = dead == null ? 0 : counted(dsl, queue, dead, DEAD_COUNTED);
        if (letters == 0) {
            return Optional.empty();
        }
        return Optional.of(Finding.of("batching.dead-letters", Severity.WARNING)
                .subject(queue.name())
                .summary("Rows were given up; see their last error, then have them tried again or delete them.")
                .evidence("rows", letters)
                .evidence("counted-up-to", DEAD_COUNTED)
                .build());
    }

    private static long counted(DSLContext dsl, Queue queue, Condition which, long most) {
        return dsl.select(count())
                .from(select(one()).from(queue.table()).where(which).limit(most).asTable("rows"))
                .fetchSingle(0, Long.class);
    }
}
