package io.pgstride.aggregation.internal.view;

import io.pgstride.aggregation.view.RefreshRecord;
import io.pgstride.core.Identifiers;
import java.time.Duration;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jspecify.annotations.Nullable;

/**
 * When a view is due.
 *
 * @param every from start to start; null: not by a schedule
 * @param pause from end to start; null: not by request
 */
public record Rule(
        Name view, @Nullable Duration every, @Nullable Duration pause) {
    /** By a schedule. */
    public static Rule every(Name view, Duration interval) {
        return new Rule(view, interval, null);
    }

    /** By request. */
    public static Rule onRequest(Name view, Duration pause) {
        return new Rule(view, null, pause);
    }

    /** Either. */
    public Rule and(Rule other) {
        return new Rule(view, other.every == null ? every : other.every, other.pause == null ? pause : other.pause);
    }

    boolean isDue(DSLContext dsl, ViewId id, History history) {
        Optional<RefreshRecord> last = history.last(dsl, id);
        if (isOver(every, last.map(refresh -> Statuses.age(dsl, refresh.startedAt())))) {
            return true;
        }
        return isOver(pause, last.map(refresh -> Statuses.age(dsl, refresh.endedAt())))
                && new Requests(history).oldest(dsl, id).isPresent();
    }

    private static boolean isOver(@Nullable Duration time, Optional<Duration> age) {
        return time != null && (age.isEmpty() || age.get().compareTo(time) >= 0);
    }

    @Override
    public String toString() {
        return Identifiers.quoted(view)
                + (every == null ? "" : " every " + every)
                + (pause == null ? "" : " on request, " + pause + " apart");
    }
}
