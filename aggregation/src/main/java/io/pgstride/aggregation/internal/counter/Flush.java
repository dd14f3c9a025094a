package io.pgstride.aggregation.internal.counter;

import io.pgstride.core.transaction.GatheredBeforeCommit;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** Writes the changes of a transaction in one round trip, right before its COMMIT: {@code SELECT a_add(?, ?), b_add(?, ?)}. */
public final class Flush implements GatheredBeforeCommit<Change> {
    /** One for all counters of all classes, so that they go together. */
    public static final Flush OF_ALL = new Flush();

    private Flush() {}

    @Override
    public void run(Connection connection, List<Change> changes) {
        Map<String, List<Change>> byCounter = new TreeMap<>(changes.stream()
                .collect(Collectors.groupingBy(change -> change.calls().name())));
        List<Field<?>> adds = byCounter.values().stream()
                .<Field<?>>map(all -> all.get(0).calls().adding(all))
                .toList();
        DSL.using(connection, SQLDialect.POSTGRES).select(adds).fetch();
    }
}
